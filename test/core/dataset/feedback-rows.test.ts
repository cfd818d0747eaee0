import { describe, expect, test } from '@jest/globals';
import { readExample } from '../../../core/contract/example-row.ts';
import type { PrepareOptions } from '../../../core/dataset/prepare.ts';
import type { RowsSource } from '../../../core/dataset/source.ts';
import { memorySource, type Pair, prepareRows, rawLinesOf, toJsonLines } from './memory-source.ts';

/** Examples of two labels with texts that all differ, another lot for every seed. */
const someTexts = (seed: number, count: number): Pair[] =>
  Array.from({ length: count }, (_, n) => ({ text: `${seed} no${n}`, label: n % 2 === 0 ? 'a' : 'b' }));

const asFeedback = (rows: readonly Pair[]): RowsSource => ({
  ...memorySource('feedback.jsonl', toJsonLines(rows)),
  rowNames: rows.map((_, index) => `feedback/${index}`),
});

async function prepared(rows: readonly object[], options: Partial<PrepareOptions> = {}) {
  const { preparation, train, validation } = await prepareRows(rows, options);
  const texts = (lines: readonly string[]) => lines.map((line) => readExample(line).text).sort();
  return { preparation, train: texts(await rawLinesOf(train)), validation: texts(await rawLinesOf(validation)) };
}

describe('feedback in a dataset', () => {
  const rows = someTexts(1, 60);
  const sent = someTexts(2, 20);

  test('is dealt out and named as if its examples stood in the file', async () => {
    const [beside, within] = [await prepared(rows, { feedback: asFeedback(sent) }), await prepared([...rows, ...sent])];
    expect([beside.train, beside.validation]).toEqual([within.train, within.validation]);
    expect(beside.preparation.dataset).toBe(within.preparation.dataset);
    expect(beside.validation.some((text) => text.startsWith('2 '))).toBe(true);
  });

  test('changes nothing where there is none', async () => {
    const [without, none] = [await prepared(rows), await prepared(rows, { feedback: undefined })];
    expect(none).toEqual(without);
  });

  test('has rows that count on from those of the file, each with its own name', async () => {
    const twice = { text: '1 no0', label: 'a' };
    const [first, ...others] = sent;
    if (!first) throw new Error('there is none');
    const { preparation } = await prepared(rows, { feedback: asFeedback([first, twice, ...others]) });
    expect(preparation.removed).toEqual({ duplicate: [rows.length + 1] });
    expect(preparation.sources.slice(0, 3)).toEqual([
      { name: 'rows.jsonl', firstRow: 0, rows: rows.length },
      { name: 'feedback/0', firstRow: rows.length, rows: 1 },
      { name: 'feedback/1', firstRow: rows.length + 1, rows: 1 },
    ]);
    expect(preparation.notes).toContain('21 examples sent as feedback, behind the rows of the file');
  });

  test('that contradicts the file is treated as a contradiction within it', async () => {
    const { preparation } = await prepared(rows, { feedback: asFeedback([{ text: '1 no0', label: 'b' }]) });
    expect(preparation.removed).toEqual({ 'contradictory-labels': [0, rows.length] });
  });

  test('is all trained on where the user says what is held out', async () => {
    const own = someTexts(3, 10);
    const feedback = asFeedback(sent);
    const byFile = await prepared(rows, { feedback, validation: memorySource('own.jsonl', toJsonLines(own)) });
    const say = (some: readonly Pair[], split: string) => some.map((row) => ({ ...row, split }));
    const byColumn = await prepared([...say(rows, 'train'), ...say(own, 'test')], { feedback });
    for (const { train, validation } of [byFile, byColumn]) {
      expect(validation).toEqual(own.map(({ text }) => text).sort());
      expect(train).toHaveLength(rows.length + sent.length);
    }
  });

  test('is read by its own columns, and whole, whatever the settings say of the files', async () => {
    const renamed = rows.map(({ label, text }) => ({ Betreff: text, Art: label, Teil: 'train' }));
    const options = { textColumn: 'Betreff', labelColumn: 'Art', splitColumn: 'Teil', encoding: 'cp949', limit: 40 };
    const { preparation } = await prepared(renamed, { ...options, feedback: asFeedback(sent) });
    expect(preparation.examples).toBe(40 + sent.length);
    expect(preparation.columns).toMatchObject({ text: 'Betreff', label: 'Art' });
  });
});
