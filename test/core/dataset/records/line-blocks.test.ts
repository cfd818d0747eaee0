import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutIntoBlocks } from '../../../../core/dataset/records/line-blocks.ts';

const BLOCK_BYTES = 512 * 1024;

async function* inPieces(bytes: Buffer, lengths: Iterator<number>): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; ) {
    const to = from + (lengths.next().value ?? 1);
    // A copy that is overwritten: whoever keeps a piece longer than it is valid would notice.
    const piece = Buffer.from(bytes.subarray(from, to));
    yield piece;
    piece.fill(0);
    from = to;
  }
}

interface Block {
  readonly lines: Buffer;
  readonly offset: number;
}

async function blocksOf(bytes: Buffer, lengths: Iterator<number>): Promise<Block[]> {
  const blocks: Block[] = [];
  for await (const { lines, offset } of cutIntoBlocks(inPieces(bytes, lengths))) {
    blocks.push({ lines: Buffer.from(lines), offset });
  }
  return blocks;
}

const lineLengths = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.nat({ max: 60_000 }) },
    { weight: 2, arbitrary: fc.integer({ min: BLOCK_BYTES - 2, max: BLOCK_BYTES + 2 }) },
    { weight: 1, arbitrary: fc.integer({ min: BLOCK_BYTES, max: 5 * BLOCK_BYTES }) },
  ),
  { maxLength: 12 },
);

describe('lines are cut into blocks', () => {
  test('of whole lines, which together are the file, wherever its pieces end', async () => {
    const pieces = fc.infiniteStream(fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.constant(BLOCK_BYTES)));
    await fc.assert(
      fc.asyncProperty(lineLengths, pieces, fc.boolean(), async (sizes, lengths, ended) => {
        const lines = sizes.map((length, n) => 'abcdefg'.charAt(n % 7).repeat(length));
        const bytes = Buffer.from(lines.join('\n') + (ended ? '\n' : ''));
        const blocks = await blocksOf(bytes, lengths);
        expect(Buffer.concat(blocks.map((block) => block.lines)).equals(bytes)).toBe(true);
        let offset = 0;
        for (const block of blocks) {
          expect(block.lines.length).toBeGreaterThan(0);
          expect(block.offset).toBe(offset);
          offset += block.lines.length;
        }
        for (const block of blocks.slice(0, -1)) expect(block.lines.at(-1)).toBe('\n'.charCodeAt(0));
      }),
      { numRuns: 25 },
    );
  });

  test('that are the same whatever the pieces were', async () => {
    const bytes = Buffer.from(Array.from({ length: 40_000 }, (_, n) => `line ${n} ${'x'.repeat(n % 90)}\n`).join(''));
    const large = await blocksOf(bytes, [bytes.length].values());
    const small = await blocksOf(bytes, Iterator.from({ next: () => ({ done: false, value: 7777 }) }));
    expect(large.length).toBeGreaterThan(2);
    expect(small.map(({ lines, offset }) => [offset, lines.length])).toEqual(
      large.map(({ lines, offset }) => [offset, lines.length]),
    );
    for (const { lines } of large) expect(lines.length).toBeLessThanOrEqual(BLOCK_BYTES);
  });

  test('none of which is there for an empty file', async () => {
    expect(await blocksOf(Buffer.alloc(0), [].values())).toEqual([]);
  });

  test('and the file is closed when nobody wants another one', async () => {
    let closed = false;
    const file = async function* () {
      try {
        for (;;) yield Buffer.from(`${'x'.repeat(9999)}\n`);
      } finally {
        closed = true;
      }
    };
    for await (const block of cutIntoBlocks(file())) {
      expect(block.offset).toBe(0);
      break;
    }
    expect(closed).toBe(true);
  });
});
