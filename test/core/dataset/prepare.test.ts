import { describe, expect, test } from '@jest/globals';
import { dataset, preparation } from '../../../core/contract/dataset.ts';
import {
  bytesOf,
  linesOf,
  type Pair,
  prepareRows,
  prepareText,
  somePairs,
  textOfFile,
  toDelimited,
  toJsonLines,
} from './memory-source.ts';

const withRows = (...rows: Pair[]) => [...somePairs(20), ...rows];
/** The row number of the first row after them. */
const FIRST = 20;

describe('what is removed, in chat format', () => {
  test.each<[string, Pair[], Record<string, number[]>]>([
    ['nothing of good rows', [], {}],
    ['a row without a text', [{ text: ' \n', label: 'odd' }], { 'empty-text': [FIRST] }],
    ['a row without a label', [{ text: 'x', label: ' ' }], { 'empty-label': [FIRST] }],
    [
      'the second of two equal rows',
      [
        { text: 'x', label: 'odd' },
        { text: 'x', label: 'odd' },
      ],
      { duplicate: [FIRST + 1] },
    ],
    [
      'of rows that count as the same all but the smallest text',
      [
        { text: 'same TEXT', label: 'odd' },
        { text: 'Same  text', label: 'odd' },
        { text: 'same text', label: 'odd' },
      ],
      { duplicate: [FIRST, FIRST + 2] },
    ],
    [
      'every row of a text with two labels',
      [
        { text: 'x', label: 'odd' },
        { text: 'X', label: 'even' },
        { text: 'x', label: 'odd' },
      ],
      { 'contradictory-labels': [FIRST, FIRST + 1, FIRST + 2] },
    ],
    ['no text for its length', [{ text: 'long '.repeat(5000), label: 'odd' }], {}],
  ])('%s', async (_, rows, removed) => {
    expect((await prepareRows(withRows(...rows))).preparation.removed).toEqual(removed);
  });
});

describe('what is removed, in completion format', () => {
  test.each<[string, Pair[], Record<string, number[]>]>([
    ['no row for an empty text', [{ text: '', label: 'odd' }], {}],
    ['a row without a label', [{ text: 'x', label: '' }], { 'empty-label': [FIRST] }],
    [
      'only exact repetitions',
      [
        { text: 'x', label: 'odd' },
        { text: 'X', label: 'odd' },
        { text: 'x', label: 'odd' },
      ],
      { duplicate: [FIRST + 2] },
    ],
    [
      'no row for two labels of a text',
      [
        { text: 'x', label: 'odd' },
        { text: 'x', label: 'even' },
      ],
      {},
    ],
    ['no row of exactly 10,000 characters', [{ text: 'x'.repeat(9997), label: 'odd' }], {}],
    ['a row of 10,001 characters', [{ text: 'x'.repeat(9998), label: 'odd' }], { 'long-text': [FIRST] }],
    ['no row whose 10,000 characters are more units of UTF-16', [{ text: '😎'.repeat(9997), label: 'odd' }], {}],
  ])('%s', async (_, rows, removed) => {
    const { preparation } = await prepareRows(withRows(...rows), { format: 'completion' });
    expect(preparation.removed).toEqual(removed);
  });
});

describe('what is written', () => {
  test('chat rows hold the text and the answer as they are', async () => {
    const { train, validation } = await prepareRows(withRows({ text: ' a "b"\n', label: 'odd' }));
    expect([...(await linesOf(train)), ...(await linesOf(validation))]).toContainEqual({
      messages: [
        { role: 'user', content: ' a "b"\n' },
        { role: 'assistant', content: 'odd' },
      ],
    });
  });

  test('completion rows end the prompt with the separator and begin the completion with a space', async () => {
    const { train, validation } = await prepareRows(withRows({ text: 'x', label: 'odd' }), { format: 'completion' });
    const rows = [...(await linesOf(train)), ...(await linesOf(validation))];
    expect(rows).toContainEqual({ prompt: 'x\n\n###\n\n', completion: ' odd' });
    expect(rows).toHaveLength(21);
  });

  test('both artefacts are of their schemas, and count the same', async () => {
    const prepared = await prepareRows(withRows({ text: 'x', label: '__proto__' }), { run: 'run-1' });
    const said = preparation.parse(prepared.preparation);
    expect(said).toMatchObject({ run: 'run-1', examples: 21, dataset: prepared.dataset.dataset });
    const parsed = dataset.parse(prepared.dataset);
    expect(parsed.labels.map(({ label }) => label)).toEqual(['__proto__', 'even', 'odd']);
    const bytes = await bytesOf(prepared.train);
    expect(parsed.train).toEqual({ rows: (await linesOf(prepared.train)).length, bytes: bytes.length });
    expect(prepared.train).toMatchObject(parsed.train);
    expect(said.train.rows).toBe(parsed.train.rows);
    expect(said.validation.rows).toBe(parsed.validation.rows);
    expect(parsed.labels.reduce((sum, { train }) => sum + train, 0)).toBe(parsed.train.rows);
    expect(parsed.labels.reduce((sum, { validation }) => sum + validation, 0)).toBe(parsed.validation.rows);
  });

  test('labels are counted as they stand in the file, removed rows included and those without a label not', async () => {
    const rows = withRows({ text: 'x', label: 'odd' }, { text: 'x', label: 'odd' }, { text: 'y', label: '' });
    expect((await prepareRows(rows)).preparation.labels).toEqual({ even: 10, odd: 12 });
  });

  test('a prepared file can be read again, until the dataset is closed', async () => {
    const prepared = await prepareRows(somePairs(20));
    const once = await textOfFile(prepared.train);
    expect(await textOfFile(prepared.train)).toBe(once);
    await prepared.close();
    expect(await textOfFile(prepared.train).catch(() => 'closed')).not.toBe(once);
  });

  test('the lengths of the texts that are left are told by class', async () => {
    const rows = [...somePairs(20), { text: 'x', label: 'odd' }, { text: '', label: 'odd' }];
    const { lengths } = (await prepareRows(rows)).preparation;
    expect(lengths[0]).toEqual({ upTo: 10, texts: 1 });
    expect(lengths.reduce((sum, { texts }) => sum + texts, 0)).toBe(21);
  });
});

describe('a limit', () => {
  test('takes the first rows of the file and reads no others', async () => {
    const content = `${toJsonLines(somePairs(30))}${'not JSON\n'.repeat(100)}`;
    const { preparation: seen } = await prepareText('a.jsonl', content, { limit: 30 });
    expect(seen.examples).toBe(30);
    expect(seen.checks.some(({ id }) => id === 'broken-row')).toBe(false);
  });

  test.each(['a.jsonl', 'a.csv'])('makes of %s what a file with these rows alone would be', async (name) => {
    const write = name.endsWith('csv') ? toDelimited : toJsonLines;
    const whole = await prepareText(name, write(somePairs(60)), { limit: 25 });
    const part = await prepareText(name, write(somePairs(25)));
    expect(whole.dataset).toEqual(part.dataset);
    expect(whole.preparation).toEqual(part.preparation);
  });

  test('counts broken rows', async () => {
    const content = `{"text": \n${toJsonLines(somePairs(40))}`;
    const { preparation: seen } = await prepareText('a.jsonl', content, { limit: 30 });
    expect(seen).toMatchObject({ examples: 30, removed: { 'broken-row': [0] } });
    expect(seen.train.rows + seen.validation.rows).toBe(29);
  });

  test('above the number of rows changes nothing', async () => {
    expect((await prepareRows(somePairs(20), { limit: 21 })).dataset).toEqual(
      (await prepareRows(somePairs(20))).dataset,
    );
  });
});

test('progress goes through all stages in order, and knows how many rows there are', async () => {
  const told: string[] = [];
  let last = 0;
  await prepareRows(
    somePairs(20),
    { checks: { 'likely-mislabelled': 'report' } },
    {
      onProgress: ({ rows, share = 0, stage }) => {
        if (told.at(-1) !== stage) told.push(stage);
        expect(share).toBeLessThanOrEqual(1);
        last = rows;
      },
    },
  );
  expect(told).toEqual(['reading', 'checking', 'comparing', 'auditing', 'writing']);
  expect(last).toBe(20);
});
