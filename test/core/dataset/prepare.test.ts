import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dataset, preparation } from '../../../core/contract/dataset.ts';
import { prepareDataset } from '../../../core/dataset/prepare.ts';
import { defaults, linesOf, memorySource, type Pair, prepareText, somePairs, toJsonLines } from './memory-source.ts';

const prepareRows = (rows: readonly object[], options = {}) => prepareText('rows.jsonl', toJsonLines(rows), options);

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

test('every row is trained on, held out or removed, and removed once only', async () => {
  const word = fc.constantFrom('', 'a', 'A', 'b', ' b', 'c', 'd');
  const good = fc.record({ text: word, label: fc.constantFrom('', 'even', 'odd', 'rare') });
  const row = fc.oneof({ weight: 20, arbitrary: good }, { weight: 1, arbitrary: fc.constant([]) });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 40 }), fc.constantFrom('chat', 'completion'), async (some, format) => {
      const { preparation: seen } = await prepareRows([...somePairs(20), ...some], { format, maxBrokenShare: 1 });
      const removed = Object.values(seen.removed).flat();
      expect(new Set(removed).size).toBe(removed.length);
      expect(removed.length + seen.train.rows + seen.validation.rows).toBe(seen.examples);
      expect(seen.examples).toBe(20 + some.length);
    }),
    { numRuns: 60 },
  );
});

describe('what is reported', () => {
  const idsOf = async (rows: readonly object[]) =>
    new Map((await prepareRows(rows)).preparation.checks.map((check) => [check.id, check]));

  test('few examples, and nothing else, of a small clean file', async () => {
    expect([...(await idsOf(somePairs(20))).keys()]).toEqual(['few-examples']);
    expect([...(await idsOf(somePairs(100))).keys()]).toEqual([]);
  });

  test('classes that are rare or have one example only, with their rows', async () => {
    const checks = await idsOf(
      withRows({ text: 'x', label: 'single' }, { text: 'y', label: 'rare' }, { text: 'z', label: 'rare' }),
    );
    expect(checks.get('single-example-class')).toMatchObject({ rows: [20], action: 'none', severity: 'warning' });
    expect(checks.get('rare-class')).toMatchObject({ rows: [21, 22], action: 'none' });
  });

  test('an imbalance of more than ten to one', async () => {
    const many = Array.from({ length: 110 }, (_, n) => ({ text: `many ${n}`, label: 'many' }));
    const few = (count: number) => Array.from({ length: count }, (_, n) => ({ text: `few ${n}`, label: 'few' }));
    expect((await idsOf([...many, ...few(11)])).has('class-imbalance')).toBe(false);
    expect((await idsOf([...many, ...few(10)])).has('class-imbalance')).toBe(true);
  });

  test('labels that differ only in case or outer space', async () => {
    expect((await idsOf(withRows({ text: 'x', label: 'Odd ' }))).get('similar-labels')?.message).toContain('"Odd "');
  });

  test('columns that are not used', async () => {
    const rows = somePairs(20).map((pair, id) => ({ id, ...pair }));
    expect((await idsOf(rows)).get('extra-columns')?.message).toContain('"id"');
  });

  test('broken rows, with the reason of each', async () => {
    const content = `${toJsonLines(somePairs(40))}{"text": \n`;
    const { preparation: seen } = await prepareText('a.jsonl', content);
    expect(seen.removed).toEqual({ 'broken-row': [40] });
    expect(seen.checks[0]).toMatchObject({
      id: 'broken-row',
      message: expect.stringContaining('row 40 is not valid JSON'),
    });
  });
});

describe('what is written', () => {
  test('chat rows hold the text and the answer as they are', async () => {
    const { train, validation } = await prepareRows(withRows({ text: ' a "b"\n', label: 'odd' }));
    expect([...linesOf(train), ...linesOf(validation)]).toContainEqual({
      messages: [
        { role: 'user', content: ' a "b"\n' },
        { role: 'assistant', content: 'odd' },
      ],
    });
  });

  test('completion rows end the prompt with the separator and begin the completion with a space', async () => {
    const { train, validation } = await prepareRows(withRows({ text: 'x', label: 'odd' }), { format: 'completion' });
    const rows = [...linesOf(train), ...linesOf(validation)];
    expect(rows).toContainEqual({ prompt: 'x\n\n###\n\n', completion: ' odd' });
    expect(rows).toHaveLength(21);
  });

  test('both artefacts are of their schemas, and count the same', async () => {
    const prepared = await prepareRows(withRows({ text: 'x', label: '__proto__' }), { run: 'run-1' });
    expect(preparation.parse(prepared.preparation)).toMatchObject({ run: 'run-1', examples: 21 });
    const parsed = dataset.parse(prepared.dataset);
    expect(parsed.labels.map(({ label }) => label)).toEqual(['__proto__', 'even', 'odd']);
    expect(parsed.train).toEqual({ rows: linesOf(prepared.train).length, bytes: prepared.train.byteLength });
    expect(parsed.labels.reduce((sum, { train }) => sum + train, 0)).toBe(parsed.train.rows);
    expect(parsed.labels.reduce((sum, { validation }) => sum + validation, 0)).toBe(parsed.validation.rows);
  });

  test('rows lie in hash order and hold no trace of the order of the file', async () => {
    const one = await prepareRows(somePairs(30));
    const other = await prepareRows(somePairs(30).toReversed());
    expect(Buffer.from(one.train).equals(other.train)).toBe(true);
  });
});

describe('answers', () => {
  const answersOf = async (labels: readonly string[], answers: 'auto' | 'labels') => {
    const rows = Array.from({ length: 24 }, (_, n) => ({ text: `text ${n}`, label: labels[n % labels.length] ?? '' }));
    const { dataset: made } = await prepareRows(rows, { answers });
    return made.labels.map(({ answer, label }) => [label, answer]);
  };

  test('are the labels where their first tokens differ', async () => {
    expect(await answersOf(['hockey', 'baseball'], 'auto')).toEqual([
      ['baseball', 'baseball'],
      ['hockey', 'hockey'],
    ]);
  });

  test('are numbers in the order of the labels where they do not', async () => {
    const labels = ['rec.sport.hockey', 'rec.sport.baseball'];
    expect(await answersOf(labels, 'auto')).toEqual([
      ['rec.sport.baseball', '0'],
      ['rec.sport.hockey', '1'],
    ]);
    expect((await answersOf(labels, 'labels')).map(([, answer]) => answer)).toEqual(labels.toSorted());
  });
});

test('a limit takes the first rows of the file and reads no others', async () => {
  const content = `${toJsonLines(somePairs(30))}${'not JSON\n'.repeat(100)}`;
  const { preparation: seen } = await prepareText('a.jsonl', content, { limit: 30 });
  expect(seen.examples).toBe(30);
  expect(seen.checks.some(({ id }) => id === 'broken-row')).toBe(false);
});

test('an estimate is asked for what the provider would be given', async () => {
  const source = memorySource('a.jsonl', toJsonLines(somePairs(30)));
  const { preparation: seen } = await prepareDataset(source, defaults, {
    estimate: ({ labels, trainExamples, trainTokens, validationExamples }) => ({
      costUsd: labels,
      seconds: trainExamples + validationExamples,
      billedTokens: 3 * trainTokens,
    }),
  });
  expect(seen.estimate).toEqual({ costUsd: 2, seconds: 30 });
  expect(seen.tokens.billed).toBe(3 * seen.tokens.train);
});
