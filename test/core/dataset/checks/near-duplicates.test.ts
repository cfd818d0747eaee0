import { describe, expect, test } from '@jest/globals';
import { hashText } from '../../../../core/dataset/hash-text.ts';
import type { PrepareOptions } from '../../../../core/dataset/prepare.ts';
import { hashFraction } from '../hash-fraction.ts';
import { type Pair, prepareRows, rawLinesOf, somePairs } from '../memory-source.ts';

/** A text of 40 words that has no three words in common with another one's. */
const story = (n: number) => Array.from({ length: 40 }, (_, word) => `w${n}x${word}`).join(' ');
const isHeldOut = (text: string) => hashFraction(hashText(text)) < 0.2;

/** Stories in two forms, of which one is held out and the other trained on. */
const across: Pair[] = [];
/** Stories of which all three forms are trained on. */
const within: Pair[] = [];
for (let n = 0; across.length < 6 || within.length < 6; n += 1) {
  const forms = ['', ' more', ' again'].map((end) => `${story(n)}${end}`);
  const [held, trained] = [forms.filter(isHeldOut), forms.filter((text) => !isHeldOut(text))];
  const label = n % 2 === 0 ? 'even' : 'odd';
  const pairOf = (texts: readonly string[]) => texts.map((text) => ({ text, label }));
  if (held.length === 1 && across.length < 6) across.push(...pairOf([...held, ...trained.slice(0, 1)]));
  if (held.length === 0 && within.length < 6) within.push(...pairOf(forms));
}

const BASE = somePairs(40);
const rowsWith = (text: (pair: Pair) => boolean, rows: readonly Pair[]) =>
  rows.flatMap((pair, row) => (text(pair) ? [row] : []));

describe('near-duplicates across the split', () => {
  const rows = [...BASE, ...across];
  const crossing = across.filter(({ text }) => !isHeldOut(text));
  const expected = rowsWith(({ text }) => crossing.some((pair) => pair.text === text), rows);
  const run = async (options: Partial<PrepareOptions>) => prepareRows(rows, options);

  test('leave training in chat format, and the held-out ones stay', async () => {
    expect(expected).toHaveLength(3);
    const { preparation, train, validation } = await run({});
    expect(preparation.removed).toEqual({ 'near-duplicate-across-split': expected });
    const trained = (await rawLinesOf(train)).join('\n');
    const held = (await rawLinesOf(validation)).join('\n');
    for (const { text } of crossing) expect(trained).not.toContain(JSON.stringify(text));
    for (const { text } of across.filter((pair) => isHeldOut(pair.text))) expect(held).toContain(JSON.stringify(text));
  });

  test('are only reported in completion format', async () => {
    const { preparation, train, validation } = await run({ format: 'completion' });
    expect(preparation.removed).toEqual({});
    expect(train.rows + validation.rows).toBe(rows.length);
    expect(preparation.checks.find(({ id }) => id === 'near-duplicate-across-split')).toMatchObject({
      severity: 'warning',
      rows: expected,
      action: 'none',
      message: expect.stringContaining('nearly equal to a held-out one'),
    });
  });

  test('are not looked for where the check is off', async () => {
    const checks = { 'near-duplicate-across-split': 'off', 'near-duplicate': 'off' } as const;
    const { preparation, train, validation } = await run({ checks });
    expect(preparation.checks.some(({ id }) => id.startsWith('near'))).toBe(false);
    expect(train.rows + validation.rows).toBe(rows.length);
  });

  test('never leave a class without any training example', async () => {
    const alone = across.slice(0, 2).map(({ text }) => ({ text, label: 'alone' }));
    const { dataset, preparation } = await prepareRows([...BASE, ...alone]);
    expect(dataset.labels.find(({ label }) => label === 'alone')).toMatchObject({ train: 1, validation: 1 });
    expect(preparation.removed).toEqual({});
    const two = [...alone, { text: within[0]?.text ?? '', label: 'alone' }];
    expect(Object.keys((await prepareRows([...BASE, ...two])).preparation.removed)).toEqual([
      'near-duplicate-across-split',
    ]);
  });

  test('are not counted for held-out examples that are not scored', async () => {
    const checks = { 'held-out-surplus': 2 } as const;
    const { preparation, validation } = await run({ checks });
    expect(validation.rows).toBe(2);
    const surplus = new Set(preparation.removed['held-out-surplus']);
    expect(
      rowsWith(({ text }) => across.some((pair) => pair.text === text) && isHeldOut(text), rows).every((row) =>
        surplus.has(row),
      ),
    ).toBe(true);
    expect(preparation.removed['near-duplicate-across-split']).toBeUndefined();
    // Nor are such examples near to those of the other side.
    expect(preparation.checks.some(({ id }) => id === 'near-duplicate')).toBe(false);
  });
});

describe('near-duplicates on one side', () => {
  const rows = [...BASE, ...within];

  test('are reported, all but the first by hash of each group, and stay', async () => {
    const { preparation, train, validation } = await prepareRows(rows);
    expect(preparation.removed).toEqual({});
    expect(train.rows + validation.rows).toBe(rows.length);
    const groups = [within.slice(0, 3), within.slice(3, 6)];
    const first = groups.map(
      (group) => group.toSorted((a, b) => (hashText(a.text) < hashText(b.text) ? -1 : 1))[0]?.text,
    );
    expect(preparation.checks.find(({ id }) => id === 'near-duplicate')).toEqual({
      id: 'near-duplicate',
      severity: 'info',
      message: '4 rows nearly equal to another row',
      rows: rowsWith(({ text }) => within.some((pair) => pair.text === text) && !first.includes(text), rows),
      action: 'none',
    });
  });

  test('are fewer with a threshold that demands more', async () => {
    const { preparation } = await prepareRows(rows, { checks: { 'near-duplicate': 1 } });
    const rowsFound = preparation.checks.find(({ id }) => id === 'near-duplicate')?.rows ?? [];
    expect(rowsFound.length).toBeLessThan(4);
  });

  test('are looked for across the split even where this check is off', async () => {
    const { preparation } = await prepareRows([...rows, ...across], { checks: { 'near-duplicate': 'off' } });
    expect(preparation.checks.map(({ id }) => id)).not.toContain('near-duplicate');
    expect(Object.keys(preparation.removed)).toEqual(['near-duplicate-across-split']);
  });
});
