import { describe, expect, test } from '@jest/globals';
import { readExample } from '../../../core/contract/example-row.ts';
import type { PrepareOptions } from '../../../core/dataset/prepare.ts';
import { memorySource, type Pair, prepareRows, rawLinesOf, toJsonLines } from './memory-source.ts';

/** Examples of two labels with texts that all differ, another lot for every seed. */
const someTexts = (seed: number, count: number): Pair[] =>
  Array.from({ length: count }, (_, n) => ({ text: `${seed} no${n}`, label: n % 2 === 0 ? 'a' : 'b' }));

async function split(rows: readonly object[], options: Partial<PrepareOptions> = {}) {
  const { preparation, train, validation } = await prepareRows(rows, options);
  const texts = (lines: readonly string[]) => lines.map((line) => readExample(line).text).sort();
  return { preparation, train: texts(await rawLinesOf(train)), validation: texts(await rawLinesOf(validation)) };
}

describe("the user's own test set", () => {
  const rows = someTexts(1, 40);
  const own = someTexts(2, 10);
  const asSource = (some: readonly object[]) => memorySource('own.jsonl', toJsonLines(some));
  const textsOf = (some: readonly { text: string }[]) => some.map(({ text }) => text).sort();

  test('in a second file is all of what is held out, and none of the first file is', async () => {
    const { train, validation } = await split(rows, { validation: asSource(own) });
    expect(train).toEqual(textsOf(rows));
    expect(validation).toEqual(textsOf(own));
  });

  test('in a second file is so even where a column of one of the files says something else', async () => {
    const say = (some: readonly object[], side: string) => some.map((row) => ({ ...row, split: side }));
    const { train, validation } = await split(say(rows, 'test'), { validation: asSource(say(own, 'train')) });
    expect(train).toEqual(textsOf(rows));
    expect(validation).toEqual(textsOf(own));
  });

  test('in a column is taken row by row, however many rows it holds out', async () => {
    const said = [...rows.map((row) => ({ ...row, Set: 'Train' })), ...own.map((row) => ({ ...row, Set: 'dev' }))];
    const { train, validation } = await split(said, { checks: { 'held-out-surplus': 3 } });
    expect(train).toEqual(textsOf(rows));
    expect(validation).toEqual(textsOf(own));
  });

  test('is none when a column says the same of all rows: then rows are held out by themselves', async () => {
    const without = await split(rows);
    for (const side of ['train', 'test']) {
      const { preparation, train, validation } = await split(rows.map((row) => ({ ...row, split: side })));
      expect({ train, validation }).toEqual({ train: without.train, validation: without.validation });
      expect(preparation.dataset).toBe(without.preparation.dataset);
    }
  });

  test('keeps a text that both files have, and training loses it', async () => {
    const [twice] = own;
    if (!twice) throw new Error('there is none');
    const { preparation, train, validation } = await split([twice, ...rows], { validation: asSource(own) });
    expect(preparation.removed).toEqual({ duplicate: [0] });
    expect([train.length, validation.length]).toEqual([rows.length, own.length]);
  });

  test('has rows that count on from those of the first file, and both files are named', async () => {
    const { preparation } = await split(rows, { validation: asSource([...own, { text: '', label: 'a' }]) });
    expect(preparation.removed).toEqual({ 'empty-text': [rows.length + own.length] });
    expect(preparation.sources).toEqual([
      { name: 'rows.jsonl', firstRow: 0, rows: rows.length },
      { name: 'own.jsonl', firstRow: rows.length, rows: own.length + 1 },
    ]);
  });
});
