import { describe, expect, test } from '@jest/globals';
import type { CheckSettings } from '../../../../core/contract/checks.ts';
import type { PrepareOptions } from '../../../../core/dataset/prepare.ts';
import { linesOf, type Pair, prepareRows, somePairs } from '../memory-source.ts';

async function checksOf(rows: readonly object[], checks: CheckSettings = {}, options: Partial<PrepareOptions> = {}) {
  const { preparation } = await prepareRows(rows, { ...options, checks });
  return new Map(preparation.checks.map((check) => [check.id, check]));
}

const ofLabel = (label: string, count: number): Pair[] =>
  Array.from({ length: count }, (_, n) => ({ text: `${label} no ${n}`, label }));

test('there is nothing to say of a clean file of some size', async () => {
  expect([...(await checksOf(somePairs(200))).keys()]).toEqual([]);
});

describe('few examples', () => {
  test('are under 100, and under 20 held out', async () => {
    expect([...(await checksOf(somePairs(20))).keys()]).toEqual(['few-examples', 'few-held-out']);
    expect((await checksOf(somePairs(99))).get('few-examples')?.message).toContain('99 examples of 2 labels');
    expect((await checksOf(somePairs(100))).has('few-examples')).toBe(false);
  });

  test('are as many as the settings say, or none', async () => {
    expect((await checksOf(somePairs(20), { 'few-examples': 20 })).has('few-examples')).toBe(false);
    expect((await checksOf(somePairs(20), { 'few-examples': 21 })).has('few-examples')).toBe(true);
    expect([...(await checksOf(somePairs(20), { 'few-examples': 'off', 'few-held-out': 'off' })).keys()]).toEqual([]);
  });

  test('held out are counted after all that was removed', async () => {
    const own = (count: number) => [
      ...somePairs(200).map((row) => ({ ...row, split: 'train' })),
      ...ofLabel('even', count).map((row) => ({ ...row, split: 'test' })),
      { text: 'even no 0', label: 'even', split: 'test' },
    ];
    const few = (await checksOf(own(19))).get('few-held-out');
    expect(few?.message).toMatch(/^only 19 examples held out.*add to the test set$/);
    expect((await checksOf(own(20))).has('few-held-out')).toBe(false);
    expect((await checksOf(somePairs(20))).get('few-held-out')?.message).toContain('one half of an earlier split');
  });
});

describe('classes', () => {
  const rows = [...somePairs(20), ...ofLabel('single', 1), ...ofLabel('rare', 9), ...ofLabel('ten', 10)];

  test('that are rare, or have one example only, are told with their rows', async () => {
    const checks = await checksOf(rows);
    expect(checks.get('single-example-class')).toEqual({
      id: 'single-example-class',
      severity: 'warning',
      message: '1 label with a single example, which can be learned but not judged: "single"',
      rows: [20],
      action: 'none',
    });
    expect(checks.get('rare-class')).toMatchObject({
      message: '1 label with fewer than 10 examples: "rare"',
      rows: [21, 22, 23, 24, 25, 26, 27, 28, 29],
      action: 'none',
    });
  });

  test('are rare under the number that the settings say', async () => {
    expect((await checksOf(rows, { 'rare-class': 9 })).has('rare-class')).toBe(false);
    expect((await checksOf(rows, { 'rare-class': 11 })).get('rare-class')?.rows).toHaveLength(39);
    expect((await checksOf(rows, { 'rare-class': 'off' })).has('rare-class')).toBe(false);
  });

  test('of a single example are told with their row whatever counts as rare', async () => {
    expect((await checksOf(rows, { 'rare-class': 0 })).get('single-example-class')?.rows).toEqual([20]);
  });

  test('are counted after duplicates were removed', async () => {
    const twice = [...somePairs(20), ...ofLabel('single', 1), ...ofLabel('single', 1)];
    expect((await checksOf(twice)).has('single-example-class')).toBe(true);
  });

  test('are unequal from more than ten to one on', async () => {
    const many = ofLabel('many', 110);
    expect((await checksOf([...many, ...ofLabel('few', 11)])).has('class-imbalance')).toBe(false);
    expect((await checksOf([...many, ...ofLabel('few', 10)])).get('class-imbalance')?.message).toContain('11 times');
    expect((await checksOf([...many, ...ofLabel('few', 10)], { 'class-imbalance': 11 })).has('class-imbalance')).toBe(
      false,
    );
  });

  test('are too many for classes when there is one for three examples', async () => {
    const labelled = (labels: number) => somePairs(30).map(({ text }, n) => ({ text, label: `label ${n % labels}` }));
    expect((await checksOf(labelled(9))).has('many-labels')).toBe(false);
    expect((await checksOf(labelled(10))).get('many-labels')?.message).toContain('10 labels for 30 examples');
    expect((await checksOf(labelled(10), { 'many-labels': 0.5 })).has('many-labels')).toBe(false);
  });
});

test('columns that are not used are told, and the split column is not one of them', async () => {
  const rows = somePairs(20).map((pair, id) => ({ id, ...pair, split: id < 4 ? 'test' : 'train' }));
  const check = (await checksOf(rows)).get('extra-columns');
  expect(check).toMatchObject({ severity: 'info', message: '1 column not used: "id"', rows: [], action: 'none' });
  expect((await checksOf(rows, { 'extra-columns': 'off' })).has('extra-columns')).toBe(false);
});

describe('labels that differ in case, space or Unicode form only', () => {
  const rows = [
    ...somePairs(20),
    { text: 'a', label: 'Odd ' },
    { text: 'b', label: 'Odd ' },
    { text: 'c', label: 'ｏｄｄ' },
    { text: 'd', label: 'other' },
  ];

  test('are told with the merge that could be made, and stay', async () => {
    const { dataset, preparation } = await prepareRows(rows);
    const check = preparation.checks.find(({ id }) => id === 'similar-labels');
    expect(check).toMatchObject({ severity: 'warning', action: 'none' });
    expect(check?.message).toContain('--merge-labels');
    expect(check?.message).toContain('"Odd ", "ｏｄｄ" into "odd"');
    expect(check?.rows).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22]);
    expect(dataset.labels.map(({ label }) => label)).toEqual(['Odd ', 'even', 'odd', 'other', 'ｏｄｄ']);
  });

  test('become the most frequent one of them where that is wanted, and the report says so', async () => {
    const { dataset, preparation, train, validation } = await prepareRows(rows, { mergeLabels: true });
    const check = preparation.checks.find(({ id }) => id === 'similar-labels');
    expect(check).toMatchObject({ action: 'changed', message: expect.stringContaining('were merged') });
    expect(dataset.labels.map(({ label, train: trained, validation: held }) => [label, trained + held])).toEqual([
      ['even', 10],
      ['odd', 13],
      ['other', 1],
    ]);
    const answers = JSON.stringify([...(await linesOf(train)), ...(await linesOf(validation))]);
    expect(answers).not.toContain('Odd');
    expect(preparation.labels).toEqual({ even: 10, odd: 13, other: 1 });
  });

  test('that are equally frequent become the first by code points', async () => {
    const even = somePairs(20)
      .map(({ text }, n) => ({ text, label: ['A b', 'a  b', 'c'][n % 3] ?? '' }))
      .slice(0, 18);
    const { dataset } = await prepareRows(even, { mergeLabels: true });
    expect(dataset.labels.map(({ label }) => label)).toEqual(['A b', 'c']);
  });

  test('make one text a duplicate, and no contradiction, once they are merged', async () => {
    const twice = [...rows, { text: 'A', label: 'odd' }];
    expect((await prepareRows(twice)).preparation.removed).toEqual({ 'contradictory-labels': [20, 24] });
    expect(Object.keys((await prepareRows(twice, { mergeLabels: true })).preparation.removed)).toEqual(['duplicate']);
  });

  test('are not spoken of where the check is off', async () => {
    expect((await checksOf(rows, { 'similar-labels': 'off' })).has('similar-labels')).toBe(false);
  });
});
