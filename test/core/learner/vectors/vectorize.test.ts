import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countTexts } from '../../../../core/learner/features/count-texts.ts';
import { FeatureTable } from '../../../../core/learner/vectors/feature-table.ts';
import { CHARACTER_BLOCK_WEIGHT, type SparseRows } from '../../../../core/learner/vectors/sparse-rows.ts';
import { rowsIn, Vectorizer } from '../../../../core/learner/vectors/vectorize.ts';
import { pruneVocabulary, type Vocabulary } from '../../../../core/learner/vectors/vocabulary.ts';

async function vectorize(texts: readonly string[]): Promise<{ vocabulary: Vocabulary; rows: SparseRows }> {
  const vectorizer = new Vectorizer();
  for (const text of texts) vectorizer.add(text);
  return vectorizer.finish();
}

const vectorizeTexts = (vocabulary: Vocabulary, texts: readonly string[]) =>
  rowsIn(vocabulary, [countTexts(texts, 'all')]);

/** Columns and values of one row. */
function entriesOf(rows: SparseRows, row: number): [number, number][] {
  const [start, end] = [rows.starts[row] ?? 0, rows.starts[row + 1] ?? 0];
  return [...rows.columns.subarray(start, end)].map((column, index) => [column, rows.values[start + index] ?? 0]);
}

const squares = (entries: [number, number][]) => entries.reduce((sum, [, value]) => sum + value * value, 0);

test('a feature table numbers features as a Map would', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 })), fc.array(fc.integer()), (few, many) => {
      const table = new FeatureTable(1);
      const map = new Map<number, number>();
      for (const feature of [...few, ...many]) {
        if (!map.has(feature)) map.set(feature, map.size);
        expect(table.findOrAdd(feature)).toBe(map.get(feature));
      }
      expect([...table.features()]).toEqual([...map.keys()]);
      expect(table.find(1_234_567_891)).toBe(map.get(1_234_567_891) ?? -1);
    }),
  );
});

describe('a vocabulary', () => {
  const odd = (n: number) => n * 2 + 1;
  const even = (n: number) => n * 2 + 2;
  /** Feature, texts that have it. Odd features are words. */
  const met: [number, number][] = [
    [odd(1), 1],
    [odd(2), 2],
    [even(3), 1],
    [even(4), 60],
    [even(5), 61],
    [odd(6), 200],
    [odd(7), 60],
  ];
  const prune = (texts: number, most = 100) => {
    const features = Int32Array.from(met, ([feature]) => feature);
    const frequencies = Int32Array.from(met, ([, frequency]) => frequency);
    return pruneVocabulary(features, frequencies, texts, most);
  };

  test('keeps what two texts have, and drops runs of characters that three in ten have', () => {
    const { vocabulary, renumbered } = prune(200);
    expect([...vocabulary.table.features()]).toEqual([odd(6), even(4), odd(7), odd(2)]);
    expect([...vocabulary.documentFrequency]).toEqual([200, 60, 60, 2]);
    expect([...vocabulary.wordBlock]).toEqual([1, 0, 1, 1]);
    expect([...renumbered]).toEqual([-1, 3, -1, 1, -1, 0, 2]);
  });

  test('weighs a feature as scikit-learn does, to a two-thousandth', () => {
    const { vocabulary } = prune(200);
    expect(vocabulary.inverseFrequency[0]).toBeCloseTo(1, 6);
    expect(vocabulary.inverseFrequency[3]).toBeCloseTo(Math.round((Math.log(201 / 3) + 1) * 2_048) / 2_048, 6);
  });

  test('of too many features keeps the most frequent', () => {
    expect([...prune(200, 2).vocabulary.table.features()]).toEqual([odd(6), even(4)]);
  });

  test('keeps features of single texts where there are few texts, or nothing else', async () => {
    expect((await vectorize(['one', 'two'])).vocabulary.table.size).toBeGreaterThan(2);
    const distinct = Array.from({ length: 150 }, (_, n) => String.fromCodePoint(0xac00 + n));
    expect((await vectorize(distinct)).vocabulary.table.size).toBeGreaterThan(100);
  });
});

describe('a row', () => {
  test('has length 1, rising columns, and blocks in the ratio of their weights', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.lorem({ maxCount: 12 }), { minLength: 1, maxLength: 15 }), async (texts) => {
        const { vocabulary, rows } = await vectorize(texts);
        expect(rows.count).toBe(texts.length);
        for (let row = 0; row < rows.count; row += 1) {
          const entries = entriesOf(rows, row);
          expect(squares(entries)).toBeCloseTo(1, 5);
          const columns = entries.map(([column]) => column);
          expect(columns).toEqual([...new Set(columns)].sort((a, b) => a - b));
          const [words, characters] = [1, 0].map((block) =>
            squares(entries.filter(([column]) => vocabulary.wordBlock[column] === block)),
          );
          expect(Math.sqrt((characters ?? 0) / (words ?? 0))).toBeCloseTo(CHARACTER_BLOCK_WEIGHT, 4);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('of a text seen in training is the same when it comes again', async () => {
    const texts = ['the puck is on the ice', 'the pitcher is on the mound', ''];
    const { vocabulary, rows } = await vectorize(texts);
    const again = await vectorizeTexts(vocabulary, texts);
    for (const row of texts.keys()) expect(entriesOf(again, row)).toEqual(entriesOf(rows, row));
  });

  test('of a text without a known feature is empty', async () => {
    const { vocabulary } = await vectorize(['abc', 'abd']);
    expect(entriesOf(await vectorizeTexts(vocabulary, ['한국어', '']), 0)).toEqual([]);
  });

  test('comes out the same when texts fill more than one piece of the record', async () => {
    const long = (n: number) =>
      Array.from({ length: 700 }, (_, word) => `w${(word * 7919 + n * 104_729) % 99_991}`).join(' ');
    const texts = Array.from({ length: 400 }, (_, n) => long(n));
    const { vocabulary, rows } = await vectorize(texts);
    expect(rows.columns.length).toBeGreaterThan(2 ** 20);
    const again = await vectorizeTexts(vocabulary, texts.slice(-1));
    expect(entriesOf(again, 0)).toEqual(entriesOf(rows, texts.length - 1));
  });
});
