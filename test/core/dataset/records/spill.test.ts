import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PARTITIONS, Partitions } from '../../../../core/dataset/records/partitions.ts';
import { SpillBudget, SpillSequence } from '../../../../core/dataset/records/spill.ts';
import { memoryScratch, type Scratch } from '../../../../core/dataset/scratch.ts';

/** Scratch that counts what is written into it. */
function countedScratch() {
  const scratch = memoryScratch();
  const seen = { opened: 0, closed: 0, bytes: 0 };
  const counted: Scratch = {
    async open(name) {
      seen.opened += 1;
      const file = await scratch.open(name);
      return {
        get size() {
          return file.size;
        },
        append(bytes) {
          seen.bytes += bytes.length;
          return file.append(bytes);
        },
        read: (position, target) => file.read(position, target),
        close() {
          seen.closed += 1;
          return file.close();
        },
      };
    },
  };
  return { scratch: counted, seen };
}

async function readThrough(sequence: SpillSequence): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of sequence.read()) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Lengths around those at which something changes: those of a first chunk, and of full ones. */
const lengths = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.nat({ max: 5000 }) },
    { weight: 2, arbitrary: fc.integer({ min: 32_000, max: 33_000 }) },
    { weight: 2, arbitrary: fc.integer({ min: 65_000, max: 66_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 100_000, max: 300_000 }) },
  ),
  { maxLength: 40 },
);
const bounds = fc.constantFrom(0, 1, 1024, 65_536, 200_000, 1e9);
/** Bytes that are not the same at any two places nearby. */
const pieceOf = (length: number, seed: number) =>
  Buffer.from(Uint8Array.from({ length }, (_, at) => at * 31 + seed * 7));

describe('a sequence that may spill', () => {
  test('reads back what was added, whatever its pieces and the bound on memory', async () => {
    await fc.assert(
      fc.asyncProperty(lengths, bounds, async (sizes, bound) => {
        const sequence = new SpillSequence(new SpillBudget(memoryScratch(), 'bytes', bound));
        const pieces = sizes.map(pieceOf);
        for (const piece of pieces) {
          const framed = Buffer.concat([Buffer.from('before'), piece, Buffer.from('behind')]);
          await sequence.add(framed, 6, 6 + piece.length);
          // What was added was copied: the bytes may be used for something else.
          framed.fill(0);
        }
        const all = Buffer.concat(pieces);
        expect(sequence.size).toBe(all.length);
        expect((await sequence.readAll()).equals(all)).toBe(true);
        expect((await readThrough(sequence)).equals(all)).toBe(true);
        expect((await sequence.readAll(Buffer.alloc(all.length + 9, 1))).equals(all)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('several of them share a budget and do not get in each other’s way', async () => {
    const turns = fc.array(fc.record({ of: fc.nat({ max: 3 }), length: fc.nat({ max: 40_000 }) }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(turns, bounds, async (added, bound) => {
        const budget = new SpillBudget(memoryScratch(), 'bytes', bound);
        const sequences = Array.from({ length: 4 }, () => new SpillSequence(budget));
        const expected = sequences.map((): Buffer[] => []);
        for (const [turn, { length, of }] of added.entries()) {
          const piece = pieceOf(length, turn);
          await sequences[of]?.add(piece, 0, length);
          expected[of]?.push(piece);
        }
        for (const [index, sequence] of sequences.entries()) {
          expect((await sequence.readAll()).equals(Buffer.concat(expected[index] ?? []))).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('keeps no more in memory than the bound and a chunk, and writes nothing before that', async () => {
    const { scratch, seen } = countedScratch();
    const sequence = new SpillSequence(new SpillBudget(scratch, 'bytes', 128 * 1024));
    const piece = pieceOf(1000, 1);
    for (let added = 0; added < 120; added += 1) await sequence.add(piece, 0, piece.length);
    expect(seen.opened).toBe(0);
    for (let added = 120; added < 1000; added += 1) await sequence.add(piece, 0, piece.length);
    expect(seen.opened).toBe(1);
    expect(sequence.size - seen.bytes).toBeLessThanOrEqual((128 + 64) * 1024);
  });

  test('hands out chunks of whole pieces when pieces fill a chunk evenly', async () => {
    const sequence = new SpillSequence(new SpillBudget(memoryScratch(), 'bytes', 100_000));
    const piece = pieceOf(32, 1);
    for (let added = 0; added < 10_000; added += 1) await sequence.add(piece, 0, 32);
    let chunks = 0;
    for await (const chunk of sequence.read()) {
      expect(chunk.length % 32).toBe(0);
      chunks += 1;
    }
    expect(chunks).toBeGreaterThan(2);
  });
});

describe('partitions', () => {
  const records = Array.from({ length: 3000 }, (_, n) => {
    const record = pieceOf(10 + ((n * 37) % 500), n);
    record[0] = (n * 101) % PARTITIONS;
    return record;
  });

  test.each([0, 1000, 1e9])('read back their own records in the order they came, with %d bytes held', async (bound) => {
    const { scratch, seen } = countedScratch();
    const partitions = new Partitions(scratch, bound);
    // Enough rounds for chunks to fill up, so that a small bound has something to spill.
    const rounds = 30;
    for (let round = 0; round < rounds; round += 1) {
      for (const record of records) await partitions.add(record, 0, record.length);
    }
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      const own = records.filter((record) => record[0] === partition);
      const expected = Buffer.concat(Array.from({ length: rounds }, () => own).flat());
      expect((await partitions.read(partition)).equals(expected)).toBe(true);
    }
    expect(seen.bytes > 0).toBe(bound < 1e9);
    await partitions.close();
    expect(seen.closed).toBe(seen.opened);
  });

  test('there are 256, and no others', async () => {
    await expect(new Partitions(memoryScratch()).read(PARTITIONS)).rejects.toThrow(RangeError);
    expect(await new Partitions(memoryScratch()).read(PARTITIONS - 1)).toHaveLength(0);
  });
});
