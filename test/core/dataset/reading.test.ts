import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { openRows } from '../../../core/dataset/reading/open-rows.ts';
import { brokenAt, cellsOf, countedSource, readRows } from './reading-rows.ts';

async function collectAll<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('JSON Lines', () => {
  test('are split on line feeds only', async () => {
    const text = 'a\u2028b\u0085c\fd';
    expect(await cellsOf('a.jsonl', `{"text":"${text.replace('\f', '\\f')}"}\r\n\n{"text":"e"}`)).toEqual([
      { text },
      { text: 'e' },
    ]);
  });

  test('break at a line that is no JSON, no object, or not UTF-8', async () => {
    const content = Buffer.concat([
      Buffer.from('{"a":1\n[1]\n"x"\nnull\n{"a":"'),
      Buffer.from([0xc3]),
      Buffer.from('"}\n{}\n'),
    ]);
    expect(await cellsOf('a.jsonl', content)).toEqual([
      'is not valid JSON',
      'is not a JSON object',
      'is not a JSON object',
      'is not a JSON object',
      'holds bytes that are not UTF-8',
      {},
    ]);
  });
});

test('an object whose only list holds objects is read as that list', async () => {
  expect(await cellsOf('a.json', '{"version": 1, "data": [{"text": "a"}, 3]}')).toEqual([
    { text: 'a' },
    'is not a JSON object',
  ]);
});

test('labelled lines are split at the first tab', async () => {
  const content = `${'ham\ttext\n'.repeat(20)}spam\ta\tb\n\nno tab\n`;
  expect((await cellsOf('a.txt', content)).slice(20)).toEqual([
    { label: 'spam', text: 'a\tb' },
    'has no tab between label and text',
  ]);
});

test('gzip is recognised without its extension, and all of its members are read', async () => {
  const members = Buffer.concat([gzipSync('{"a":1}\n'), gzipSync('{"a":2}\n')]);
  expect(await cellsOf('a.jsonl', members)).toEqual([{ a: 1 }, { a: 2 }]);
});

test('half a surrogate pair breaks its own row of a UTF-16 file, and no other', async () => {
  const content = Buffer.from('\ufeff{"a":"😎"}\n{"a":"\ud83d"}\n{"a":3}\n', 'utf16le');
  expect(await cellsOf('a.jsonl', content)).toEqual([{ a: '😎' }, 'holds bytes that are not UTF-16LE', { a: 3 }]);
});

describe('a JSON document', () => {
  const rows = [
    { text: 'a', label: 'x' },
    { text: 'b', label: 'y' },
  ];
  test.each<[string, unknown]>([
    ['records', rows],
    ['lists', { text: ['a', 'b'], label: ['x', 'y'] }],
    ['columns', { text: { 0: 'a', 1: 'b' }, label: { 0: 'x', 1: 'y' } }],
    ['columns with an index of names', { text: { p: 'a', q: 'b' }, label: { p: 'x', q: 'y' } }],
    ['index', { 0: rows[0], 1: rows[1] }],
    ['index of names', { p: rows[0], q: rows[1] }],
    [
      'split',
      {
        columns: ['text', 'label'],
        index: [0, 1],
        data: [
          ['a', 'x'],
          ['b', 'y'],
        ],
      },
    ],
    ['table', { schema: { fields: [], pandas_version: '1.4.0' }, data: rows }],
    [
      'values with a header',
      [
        ['text', 'label'],
        ['a', 'x'],
        ['b', 'y'],
      ],
    ],
    ['an object with one list', { version: 1, data: rows }],
  ])('is read as pandas and others write it: %s', async (_, document) => {
    expect(await cellsOf('a.json', JSON.stringify(document, null, 1))).toEqual(rows);
  });

  test('without names gives its columns numbers', async () => {
    expect(await cellsOf('a.json', '[["a", "x"], ["b"]]')).toEqual([
      { 'column 1': 'a', 'column 2': 'x' },
      'is not a JSON object',
    ]);
  });
});

test('labelled lines in the form of fastText have their labels in front', async () => {
  const content = '__label__ham see you\n__label__a __label__b both\n'.repeat(10);
  expect((await cellsOf('a.txt', `${content}none\n`)).slice(18)).toEqual([
    { label: 'ham', text: 'see you' },
    { label: ['a', 'b'], text: 'both' },
    'has no label, a word that begins with __label__',
  ]);
});

test('a text file of tabs with a header is a table', async () => {
  expect(await cellsOf('a.txt', 'Text\tid\tLabel\na\t1\tx\n')).toEqual([{ Text: 'a', id: '1', Label: 'x' }]);
});

describe('the offset of a broken row', () => {
  test.each([
    ['a.csv', 'text,label\na,x\n\n!b\nc,y\n!d\n'],
    ['a.csv', 'text,label\ra,x\r!b\rc,y\r!d\r'],
    ['a.jsonl', '{"a":1}\r\n\n!b\n{"é":2}\n!c\n'],
    ['a.txt', `${'x\ty\n'.repeat(20)}!b\nx\té\n!c\n`],
  ])('is where it begins in %s', async (name, content) => {
    const rows = await brokenAt(name, Buffer.from(content), 1);
    expect(rows.map(String)).toEqual(['!', '!']);
    const marked = await brokenAt(name, Buffer.from(`\ufeff${content}`), 1);
    expect(marked.map(String)).toEqual(['!', '!']);
    const wide = await brokenAt(name, Buffer.from(`\ufeff${content}`, 'utf16le'), 2);
    expect(wide.map((bytes) => bytes.toString('utf16le'))).toEqual(['!', '!']);
    expect((await brokenAt(name, gzipSync(content), 1)).length).toBe(2);
  });
});

describe('a source is closed', () => {
  const good = 'text,label\na,x\nb,y\n';
  test.each([
    ['at the end', 'a.csv', good],
    ['at the end of JSON Lines', 'a.jsonl', '{"a":1}\n{"a":2}\n'],
    ['when it is refused at once', 'a.csv', '%PDF-1.7'],
    ['when it is refused on the way', 'a.csv', 'text,label\n"a\nb\n'],
    ['when it is empty', 'a.csv', ''],
  ])('%s', async (_, name, content) => {
    const { source, counts } = countedSource(name, content, 2);
    await collectAll(readRows(source)).catch(() => undefined);
    expect(counts).toEqual({ opened: 1, closed: 1 });
  });

  test.each([
    ['a.csv', good],
    ['a.jsonl', '{"a":1}\n{"a":2}\n'],
    ['a.csv.gz', gzipSync(good)],
  ])('when %s is given up after a row, or before the first one', async (name, content) => {
    const once = countedSource(name, content, 2);
    for await (const _ of readRows(once.source)) break;
    expect(once.counts.closed).toBe(1);
    const never = countedSource(name, content, 2);
    const opened = await openRows(never.source);
    const items: AsyncIterable<unknown> = opened.format === 'rows' ? opened.rows : opened.bytes;
    await items[Symbol.asyncIterator]().return?.();
    expect(never.counts.closed).toBe(1);
  });
});

test('JSON Lines are handed out as bytes, everything else as rows', async () => {
  const lines = await openRows(countedSource('a.jsonl', '\ufeff{"a":1}\n').source);
  if (lines.format !== 'json-lines') throw new Error('expected lines');
  expect(Buffer.concat(await collectAll(lines.bytes)).toString()).toBe('{"a":1}\n');
  expect(lines.offsetOf(0)).toBe(3);
  expect((await openRows(countedSource('a.json', '[{"a":1}]').source)).format).toBe('rows');
});
