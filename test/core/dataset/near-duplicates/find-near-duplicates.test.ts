import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BANDS, bandWidth, hashBand } from '../../../../core/dataset/near-duplicates/bands.ts';
import { findNearDuplicates } from '../../../../core/dataset/near-duplicates/find-near-duplicates.ts';
import { planMemory } from '../../../../core/dataset/near-duplicates/plan-memory.ts';
import { SIGNATURE_BYTES, SIGNATURE_WORDS } from '../../../../core/dataset/near-duplicates/signature.ts';
import { HAS_SIGNATURE, HELD_OUT } from '../../../../core/dataset/near-duplicates/signed-examples.ts';
import { exactSimilarity, type SidedText, signedBlocks, signTexts, wordsOf } from './signed-texts.ts';

const text = (seed: number) => wordsOf(seed, 60).join(' ');
const held = (content: string): SidedText => ({ text: content, heldOut: true });
const trained = (content: string): SidedText => ({ text: content });

async function find(texts: readonly SidedText[], options = {}) {
  const { repeats, groups, acrossSplit } = await findNearDuplicates(signTexts(texts), options);
  return { repeats: [...repeats], groups, acrossSplit: [...acrossSplit] };
}

describe('near-duplicates', () => {
  const CASES: readonly (readonly [
    string,
    SidedText[],
    { repeats: number[]; groups: number; acrossSplit: number[] },
  ])[] = [
    ['none at all', [], { repeats: [], groups: 0, acrossSplit: [] }],
    ['one example', [trained(text(1))], { repeats: [], groups: 0, acrossSplit: [] }],
    ['unlike ones', [trained(text(1)), trained(text(2)), held(text(3))], { repeats: [], groups: 0, acrossSplit: [] }],
    [
      'two groups of one side',
      [text(1), text(2), `a ${text(1)}`, text(3), `b ${text(1)}`, `${text(2)} c`].map(trained),
      { repeats: [2, 4, 5], groups: 2, acrossSplit: [] },
    ],
    [
      'a group of each side, near to each other',
      [held(text(1)), trained(`a ${text(1)}`), held(`b ${text(1)}`), trained(`c ${text(1)}`), trained(text(2))],
      { repeats: [2, 3], groups: 2, acrossSplit: [1, 3] },
    ],
    [
      'a held-out example after those it is near to',
      [trained(text(1)), trained(`a ${text(1)}`), trained(text(2)), held(`b ${text(1)}`)],
      { repeats: [1], groups: 1, acrossSplit: [0, 1] },
    ],
    [
      'equal texts too short to compare',
      [trained('so short'), held('so short')],
      { repeats: [], groups: 0, acrossSplit: [] },
    ],
  ];
  test.each(CASES)('are found among %s', async (_, texts, expected) => {
    expect(await find(texts)).toEqual(expected);
  });

  test('are all found among ten numbered copies of each text', async () => {
    const copies = Array.from({ length: 400 }, (_, index) => ({
      text: `${index % 10} ${wordsOf(Math.floor(index / 10), 32).join(' ')}`,
      heldOut: index % 10 < 2,
    }));
    const { repeats, groups, acrossSplit } = await find(copies);
    expect(repeats).toEqual(
      copies
        .keys()
        .filter((index) => index % 10 !== 0 && index % 10 !== 2)
        .toArray(),
    );
    expect(groups).toBe(80);
    expect(acrossSplit).toEqual(
      copies
        .keys()
        .filter((index) => index % 10 >= 2)
        .toArray(),
    );
  });

  test('are found in a bucket of any size', async () => {
    const copies = Array.from({ length: 3000 }, (_, index) => ({
      text: `${index} ${text(1)}`,
      heldOut: index % 3 === 2,
    }));
    const { repeats, groups, acrossSplit } = await find(copies);
    expect([repeats.length, groups, acrossSplit.length]).toEqual([2998, 2, 2000]);
  });

  test('are those that a comparison of exact similarities finds, where these are clear of the threshold', async () => {
    const words = Array.from({ length: 240 }, (_, index) => {
      const base = wordsOf(Math.floor(index / 3), 90);
      const changed = index % 3 === 0 ? 0 : (index * 7) % 40;
      return [...base.slice(0, 90 - changed), ...wordsOf(5000 + index, changed)];
    });
    const { repeats } = await find(words.map((some) => trained(some.join(' '))));
    const nearest = words.map((some, index) =>
      Math.max(0, ...words.slice(0, index).map((other) => exactSimilarity(other, some))),
    );
    // Four standard deviations of the estimate.
    const [surely, surelyNot] = [
      nearest.map((similarity) => similarity > 0.95),
      nearest.map((similarity) => similarity < 0.6),
    ];
    expect(surely.filter(Boolean).length).toBeGreaterThan(5);
    expect(surelyNot.filter(Boolean).length).toBeGreaterThan(50);
    expect(
      words
        .keys()
        .filter((index) => surely[index] === true && !repeats.includes(index))
        .toArray(),
    ).toEqual([]);
    expect(
      words
        .keys()
        .filter((index) => surelyNot[index] === true && repeats.includes(index))
        .toArray(),
    ).toEqual([]);
  });

  test('are the same with hardly any memory, in blocks of any length', async () => {
    const pick = fc.record({ seed: fc.nat(20), prefix: fc.nat(50), heldOut: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(pick, { maxLength: 150 }),
        fc.integer({ min: 1, max: 40 }),
        async (picks, blockLength) => {
          const texts = picks.map(({ seed, prefix, heldOut }) => ({ text: `${prefix} ${text(seed)}`, heldOut }));
          const roomy = await findNearDuplicates(signTexts(texts), {});
          const narrow = await findNearDuplicates(signTexts(texts, blockLength), { memoryBytes: 64 });
          expect(narrow).toEqual(roomy);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('are the same with hardly any memory when unrelated examples crowd the buckets', async () => {
    const random = fc.sample(fc.uint8Array({ minLength: SIGNATURE_BYTES, maxLength: SIGNATURE_BYTES }), {
      numRuns: 3000,
      seed: 4,
    });
    // Bytes of two values only: each band has a few hundred forms.
    const signatures = Uint8Array.from(random.flatMap((bytes) => [...bytes].map((byte) => (byte & 1) * 0x77)));
    const flags = Uint8Array.from(random, (_, index) => HAS_SIGNATURE | (index % 5 === 3 ? HELD_OUT : 0));
    const roomy = await findNearDuplicates(signedBlocks(signatures, flags, 3000), { threshold: 0.7 });
    const narrow = await findNearDuplicates(signedBlocks(signatures, flags, 500), {
      threshold: 0.7,
      memoryBytes: 4096,
    });
    expect(narrow).toEqual(roomy);
    expect(roomy.repeats.length).toBeGreaterThan(0);
    expect(roomy.acrossSplit.length).toBeGreaterThan(0);
  });

  test.each([0.49, 1.01, Number.NaN])('are not looked for with a threshold of %p', async (threshold) => {
    await expect(find([], { threshold })).rejects.toMatchObject({ name: 'InvalidSettings' });
  });
});

describe('the bands of signatures', () => {
  const value = (words: Int32Array, position: number) => ((words[position >>> 3] ?? 0) >>> (4 * (position & 7))) & 0xf;
  const hashes = (words: Int32Array, width: number) => {
    const hash = new Int32Array(1);
    return Array.from({ length: BANDS }, (_, band) => {
      hashBand(words, band, width, hash);
      return hash[0];
    });
  };

  test.each([5, 6, 7, 8])(
    'each tell a change in %p of their values, and each value is in two of them at most',
    (width) => {
      const words = Int32Array.from({ length: SIGNATURE_WORDS }, (_, index) => Math.imul(index + 1, 0x9e3779b1));
      const before = hashes(words, width);
      const changes = Array.from({ length: 64 }, (_, position) => {
        const other = words.slice();
        other[position >>> 3] = (other[position >>> 3] ?? 0) ^ (1 << (4 * (position & 7)));
        expect(value(other, position)).not.toBe(value(words, position));
        return hashes(other, width).map((hash, band) => (hash === before[band] ? 0 : 1));
      });
      for (const change of changes) expect(sum(change)).toBeLessThanOrEqual(2);
      for (let band = 0; band < BANDS; band += 1) expect(sum(changes.map((change) => change[band] ?? 0))).toBe(width);
    },
  );

  test('are the wider the more examples there are', () => {
    expect([1, 2 ** 18, 2 ** 18 + 1, 2 ** 22 + 1, 2 ** 26 + 1, 2 ** 31 - 1].map(bandWidth)).toEqual([5, 5, 6, 7, 8, 8]);
  });
});

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

test.each([0, 1, 100, 100_000, 10_000_000])('the memory for %p examples stays within what is given', (examples) => {
  const memory = 16 * 2 ** 20;
  const plan = planMemory(examples, memory);
  const tables = 2 ** plan.recurrencePlaceBits / 4 + plan.bucketPlaces * 53;
  expect(tables + (plan.holdsSignatures ? examples * 33 : 0)).toBeLessThanOrEqual(memory);
});
