import { describe, expect, test } from '@jest/globals';
import { type DeclaredColumns, findShape } from '../../../core/dataset/columns/find-shape.ts';
import { shapeOf } from '../../../core/dataset/columns/shape.ts';
import { guessSplitColumn } from '../../../core/dataset/columns/split-column.ts';
import { prepareText, somePairs, toJsonLines } from './memory-source.ts';

const shapeIn = (columns: readonly string[], declared: DeclaredColumns = {}) => {
  const cells = Object.fromEntries(columns.map((name) => [name, `${name} cell`]));
  return findShape('a.csv', [cells], declared);
};

async function joinFiles(files: readonly { open(): AsyncIterable<Uint8Array> }[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for (const file of files) for await (const chunk of file.open()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('text and label are found', () => {
  test.each([
    [['id', 'text', 'label'], 'text', 'label'],
    [['Category', 'MESSAGE'], 'MESSAGE', 'Category'],
    [['prompt', 'completion'], 'prompt', 'completion'],
    [['title', 'body', 'topic', 'class'], 'body', 'class'],
    [[' Tweet ', 'sentiment'], ' Tweet ', 'sentiment'],
  ])('in %j by well-known names, the likeliest first', (columns, text, label) => {
    expect(shapeIn(columns)).toMatchObject({ text, label, why: expect.stringContaining('well-known') });
  });

  test('as they are declared, against every well-known name', () => {
    const shape = shapeIn(['text', 'label', 'notes', 'Kind'], { textColumn: 'notes', labelColumn: 'kind' });
    expect(shape).toMatchObject({ text: 'notes', label: 'Kind', unused: ['text', 'label'] });
    expect(shape.why).toContain('"notes", which was declared');
  });

  test('in several columns that are joined by a line feed, empty ones left out', () => {
    const shape = shapeIn(['subject', 'body', 'label'], { textColumn: 'subject, body' });
    expect(shape.extract({ subject: 's', body: 'b', label: 'x' })).toEqual({ text: 's\nb', label: 'x' });
    expect(shape.extract({ subject: '', body: 'b', label: 'x' })).toEqual({ text: 'b', label: 'x' });
  });

  test('in a column whose name holds a comma', () => {
    expect(shapeIn(['a, b', 'label'], { textColumn: 'a, b' }).text).toBe('a, b');
  });

  test('by their values where two columns have no names', async () => {
    const rows = somePairs(20).map(({ label, text }) => `${label}\t${text}\n`);
    const { preparation } = await prepareText('a.tsv', rows.join(''));
    expect(preparation.columns).toMatchObject({ text: 'column 2', label: 'column 1' });
    expect(preparation.labels).toEqual({ even: 10, odd: 10 });
  });
});

describe('a cell', () => {
  const { extract } = shapeIn(['text', 'label']);
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
  const { extract } = shapeIn(['prompt', 'completion']);
  const expected = { text: 'x', label: 'hockey' };
  expect(extract({ prompt: 'x\n\n###\n\n', completion: ' hockey' })).toEqual(expected);
  expect(extract({ prompt: 'x', completion: 'hockey' })).toEqual(expected);
});

test('what was written is read again as the same dataset, in both formats', async () => {
  for (const format of ['chat', 'completion'] as const) {
    const first = await prepareText('a.jsonl', toJsonLines(somePairs(40)), { format });
    const again = await joinFiles([first.validation, first.train]);
    expect((await prepareText('b.jsonl', again, { format })).dataset).toEqual(first.dataset);
  }
});

describe('a chat example', () => {
  const shape = findShape('a.jsonl', [{ messages: [] }], {});
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

describe('a split column', () => {
  const rowsWith = (column: string, sides: readonly unknown[]) =>
    sides.map((side, index) => ({ text: `text ${index}`, label: 'x', [column]: side }));
  const find = (column: string, sides: readonly unknown[], declared: DeclaredColumns = {}) =>
    findShape('a.csv', rowsWith(column, sides), declared);

  test.each([
    ['split', ['train', 'test']],
    ['Set', ['Training', 'Validation']],
    ['SUBSET', ['learn', 'held-out', 'heldout']],
    ['partition', ['train', 'dev', 'val', 'valid', 'eval', 'testing']],
    ['fold', [' TRAIN ', 'Test']],
  ])('is found by the name %s and the values %j', (column, sides) => {
    const shape = find(column, sides);
    expect(shape.spec.split).toEqual({ column });
    expect(shape.why).toContain(`Train or test: "${column}"`);
    expect(shape.unused).toEqual([]);
    const [first, ...others] = rowsWith(column, sides).map((cells) => shape.extract(cells));
    expect(first).toMatchObject({ text: 'text 0', side: 'train' });
    for (const other of others) expect(other).toMatchObject({ side: 'validation' });
  });

  test.each([
    ['split', ['train', 'test', 'other']],
    ['split', ['train', '']],
    ['fold', ['1', '2']],
    ['side', ['train', 'test']],
    ['set', [1, 2]],
  ])('is none by the name %s and the values %j', (column, sides) => {
    const shape = find(column, sides);
    expect(shape.spec.split).toBeUndefined();
    expect(shape.unused).toEqual([column]);
    expect(shape.extract({ text: 't', label: 'x' })).toEqual({ text: 't', label: 'x' });
  });

  test('may be declared under any name; a row that says neither is broken', () => {
    const shape = find('Part', ['train', 'neither'], { splitColumn: 'part' });
    expect(shape.why).toContain('"Part", which was declared');
    expect(shape.extract({ text: 't', label: 'x', Part: 'test' })).toEqual({
      text: 't',
      label: 'x',
      side: 'validation',
    });
    for (const Part of ['neither', '', 3, undefined]) {
      expect(shape.extract({ text: 't', label: 'x', Part })).toEqual({
        broken: 'says neither "train" nor "test" (or a word for it) in the column "Part"',
      });
    }
    expect(shape.extract({ text: 't', label: ['a', 'b'], Part: 'neither' })).toEqual({ severalLabels: true });
  });

  test('that is declared must exist and hold nothing else', () => {
    expect(() => find('part', ['train'], { splitColumn: 'nope' })).toThrow('no column "nope"');
    expect(() => find('part', ['train'], { splitColumn: 'label' })).toThrow('a column of text or label');
  });

  test('may stand beside chat messages', () => {
    const cells = {
      messages: [
        { role: 'user', content: 'u' },
        { role: 'assistant', content: 'a' },
      ],
      split: 'dev',
    };
    expect(findShape('a.jsonl', [cells], {}).extract(cells)).toEqual({ text: 'u', label: 'a', side: 'validation' });
  });

  test('is not guessed without rows to tell', () => {
    expect(guessSplitColumn([{ text: 'a' }], ['split'])).toBeUndefined();
  });
});

test('a shape survives being sent to another thread', () => {
  const rows = { text: 'a', body: 'b', label: 'x', split: 'train' };
  const chat = {
    messages: [
      { role: 'user', content: 'u' },
      { role: 'assistant', content: 'a' },
    ],
  };
  for (const [shape, cells] of [
    [findShape('a.csv', [rows], { textColumn: 'text,body' }), rows],
    [
      findShape('a.csv', [{ prompt: 'p\n\n###\n\n', completion: ' c' }], {}),
      { prompt: 'p\n\n###\n\n', completion: ' c' },
    ],
    [findShape('a.jsonl', [chat], {}), chat],
  ] as const) {
    const sent = shapeOf(JSON.parse(JSON.stringify(shape.spec)));
    const { extract: _, ...described } = shape;
    expect(sent).toMatchObject(described);
    expect(sent.extract(cells)).toEqual(shape.extract(cells));
  }
});

test('a file without the columns is refused with both ways to declare them', () => {
  expect(() => shapeIn(['id', 'foo'])).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('"id", "foo"'),
      remedy: expect.stringMatching(
        /textColumn.*labelColumn.*settings.json.*labelsmith settings NAME textColumn=.*prepare, --text-column.*--label-column/,
      ),
    }),
  );
});
