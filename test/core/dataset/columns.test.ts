import { describe, expect, test } from '@jest/globals';
import { findShape } from '../../../core/dataset/columns/find-shape.ts';
import type { PrepareOptions } from '../../../core/dataset/prepare.ts';
import { defaults, prepareText, somePairs, toJsonLines } from './memory-source.ts';

const shapeOf = (columns: readonly string[], options: Partial<PrepareOptions> = {}) => {
  const cells = Object.fromEntries(columns.map((name) => [name, `${name} cell`]));
  return findShape('a.csv', [cells], { ...defaults, ...options });
};

describe('text and label are found', () => {
  test.each([
    [['id', 'text', 'label'], 'text', 'label'],
    [['Category', 'MESSAGE'], 'MESSAGE', 'Category'],
    [['prompt', 'completion'], 'prompt', 'completion'],
    [['title', 'body', 'topic', 'class'], 'body', 'class'],
    [[' Tweet ', 'sentiment'], ' Tweet ', 'sentiment'],
  ])('in %j by well-known names, the likeliest first', (columns, text, label) => {
    expect(shapeOf(columns)).toMatchObject({ text, label, why: expect.stringContaining('well-known') });
  });

  test('as they are declared, against every well-known name', () => {
    const shape = shapeOf(['text', 'label', 'notes', 'Kind'], { textColumn: 'notes', labelColumn: 'kind' });
    expect(shape).toMatchObject({ text: 'notes', label: 'Kind', unused: ['text', 'label'] });
    expect(shape.why).toContain('"notes", which was declared');
  });

  test('in several columns that are joined by a line feed, empty ones left out', () => {
    const shape = shapeOf(['subject', 'body', 'label'], { textColumn: 'subject, body' });
    expect(shape.extract({ subject: 's', body: 'b', label: 'x' })).toEqual({ text: 's\nb', label: 'x' });
    expect(shape.extract({ subject: '', body: 'b', label: 'x' })).toEqual({ text: 'b', label: 'x' });
  });

  test('in a column whose name holds a comma', () => {
    expect(shapeOf(['a, b', 'label'], { textColumn: 'a, b' }).text).toBe('a, b');
  });

  test('by their values where two columns have no names', async () => {
    const rows = somePairs(20).map(({ label, text }) => `${label}\t${text}\n`);
    const { preparation } = await prepareText('a.tsv', rows.join(''));
    expect(preparation.columns).toMatchObject({ text: 'column 2', label: 'column 1' });
    expect(preparation.labels).toEqual({ even: 10, odd: 10 });
  });
});

describe('a cell', () => {
  const { extract } = shapeOf(['text', 'label']);
  test.each<[object, object]>([
    [
      { text: 5, label: true },
      { text: '5', label: 'true' },
    ],
    [{ text: null }, { text: '', label: '' }],
    [
      { text: 'x', label: ['only'] },
      { text: 'x', label: 'only' },
    ],
    [{ text: 'x', label: ['a', 'b'] }, { severalLabels: true }],
    [{ text: ['x'], label: 'a' }, { broken: 'holds no text in column "text" but a list or an object' }],
    [{ text: 'x', label: { a: 1 } }, { broken: 'holds no label in column "label" but an object' }],
  ])('of %j is read as %j', (cells, extracted) => {
    expect(extract({ ...cells })).toEqual(extracted);
  });
});

test('prompts and completions that were prepared before lose their marks', () => {
  const { extract } = shapeOf(['prompt', 'completion']);
  const expected = { text: 'x', label: 'hockey' };
  expect(extract({ prompt: 'x\n\n###\n\n', completion: ' hockey' })).toEqual(expected);
  expect(extract({ prompt: 'x', completion: 'hockey' })).toEqual(expected);
});

test('what was written is read again as the same dataset, in both formats', async () => {
  for (const format of ['chat', 'completion'] as const) {
    const first = await prepareText('a.jsonl', toJsonLines(somePairs(40)), { format });
    const again = Buffer.concat([first.validation, first.train]);
    expect((await prepareText('b.jsonl', again, { format })).dataset).toEqual(first.dataset);
  }
});

describe('a chat example', () => {
  const shape = findShape('a.jsonl', [{ messages: [] }], defaults);
  const message = (role: string, content: unknown) => ({ role, content });
  test.each<[string, unknown, object]>([
    [
      'is its user and its assistant',
      [message('system', 's'), message('user', 'u'), message('assistant', 'a')],
      { text: 'u', label: 'a' },
    ],
    [
      'may hold parts of text',
      [message('user', [{ type: 'text', text: 'u' }]), message('assistant', 'a')],
      { text: 'u', label: 'a' },
    ],
    [
      'is broken without an answer',
      [message('user', 'u')],
      { broken: 'lacks a message by the user or by the assistant' },
    ],
    [
      'is broken with two answers',
      [message('user', 'u'), message('assistant', 'a'), message('assistant', 'b')],
      { broken: 'is a conversation: the assistant speaks more than once' },
    ],
    [
      'is broken with an image',
      [message('user', [{ type: 'image_url' }]), message('assistant', 'a')],
      { broken: 'has a message without text' },
    ],
    ['is broken without messages', 'none', { broken: 'has no list of messages' }],
  ])('%s', (_, messages, extracted) => {
    expect(shape.extract({ messages })).toEqual(extracted);
  });
});
