import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { openRows } from '../../../core/dataset/reading/open-rows.ts';
import { readRows } from '../../../core/dataset/reading/read-rows.ts';
import { brokenAt, cellsOf, countedSource, rowsOf } from './reading-rows.ts';

async function collectAll<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('delimited files', () => {
  test.each([
    ['commas', 'text,label\na,b\n'],
    ['semicolons, with commas in the texts', 'text;label\n"a";b\n'],
    ['tabs in a file that says it has commas', 'text\tlabel\na\tb\n'],
    ['pipes', 'text|label\na|b\n'],
    ['no line end at the end', 'text,label\na,b'],
    ['carriage returns only', 'text,label\ra,b\r'],
    ['blank lines', '\ntext,label\n\na,b\n\n'],
    ['empty cells too many', 'text,label\na,b,,\n'],
  ])('are read with %s', async (_, content) => {
    expect(await cellsOf('a.csv', content)).toEqual([{ text: 'a', label: 'b' }]);
  });

  test('keep what is quoted: delimiters, line ends, quotes and outer space', async () => {
    const content = 'text,label\n" a, ""b""\r\nc ",x\n';
    expect(await cellsOf('a.csv', content)).toEqual([{ text: ' a, "b"\r\nc ', label: 'x' }]);
  });

  test('keep quotes inside a cell that does not begin with one', async () => {
    expect(await cellsOf('a.csv', 'text,label\nthe "big" one,x\n')).toEqual([{ text: 'the "big" one', label: 'x' }]);
  });

  test('take quotes for characters where tabs separate and not all of them close', async () => {
    const content = 'label\ttext\nham\t"Wen u miss" gdeve\nham\t"all of it"\nspam\t3" long\n';
    expect(await cellsOf('a.tsv', content)).toEqual([
      { label: 'ham', text: '"Wen u miss" gdeve' },
      { label: 'ham', text: '"all of it"' },
      { label: 'spam', text: '3" long' },
    ]);
  });

  test('take quotes for quotes where tabs separate and all of them close', async () => {
    const content = 'label\ttext\nham\t"a\tb\nc ""d"""\nham\te\n';
    expect(await cellsOf('a.tsv', content)).toEqual([
      { label: 'ham', text: 'a\tb\nc "d"' },
      { label: 'ham', text: 'e' },
    ]);
  });

  test('without a header begin with their first row', async () => {
    const content = 'ham\tgo until\nspam\tfree entry\nham\tok lar\n';
    expect(await cellsOf('a.tsv', content)).toEqual([
      { 'column 1': 'ham', 'column 2': 'go until' },
      { 'column 1': 'spam', 'column 2': 'free entry' },
      { 'column 1': 'ham', 'column 2': 'ok lar' },
    ]);
  });

  test('give columns without a name, and names that are taken, a name of their own', async () => {
    expect(await cellsOf('a.csv', 'text,,text\na,b,c\n')).toEqual([
      { text: 'a', 'column 2': 'b', 'text column 3': 'c' },
    ]);
  });

  test('break at a row with a cell too few or too many, and at bytes that are not UTF-8', async () => {
    const content = Buffer.concat([
      Buffer.from('text,label\na\na,b,c\n'),
      Buffer.from([0xff]),
      Buffer.from(',x\né,e\n'),
    ]);
    expect(await cellsOf('a.csv', content)).toEqual([
      'has 1 cells where 2 are expected',
      'has 3 cells where 2 are expected',
      'holds bytes that are not UTF-8',
      { text: 'é', label: 'e' },
    ]);
  });

  test.each([
    [
      'single quotes',
      "text,label\n'a, ''b''\n',x\n'c',y\n",
      [
        { text: "a, 'b'\n", label: 'x' },
        { text: 'c', label: 'y' },
      ],
    ],
    [
      'backslashes',
      'text,label\n"a, \\"b\\"",x\n"c\\\\",y\n',
      [
        { text: 'a, "b"', label: 'x' },
        { text: 'c\\', label: 'y' },
      ],
    ],
    [
      'single quotes and backslashes',
      "text;label\n'it\\'s; so';x\n'c';y\n",
      [
        { text: "it's; so", label: 'x' },
        { text: 'c', label: 'y' },
      ],
    ],
    [
      'words that begin with an apostrophe',
      "text,label\n'tis,x\n'em 'all',y\nz,x\n",
      [
        { text: "'tis", label: 'x' },
        { text: "'em 'all'", label: 'y' },
        { text: 'z', label: 'x' },
      ],
    ],
  ])('are read with %s', async (_, content, expected) => {
    expect(await cellsOf('a.csv', content)).toEqual(expected);
  });

  const unclosed = 'opens a quote that is never closed';
  const stray = 'has a quote that is neither closed nor escaped';
  test.each([
    [
      'and is never closed',
      'text,label\n"a,x\nb,y\nc,z\n',
      [unclosed, { text: 'b', label: 'y' }, { text: 'c', label: 'z' }],
    ],
    ['in the last row', 'text,label\na,x\n"b,y', [{ text: 'a', label: 'x' }, unclosed]],
    [
      'and would pair with the next one',
      'text,label\n"a,x\n"b",y\n"c",z\n',
      [stray, { text: 'b', label: 'y' }, { text: 'c', label: 'z' }],
    ],
    ['in a cell of one line', 'text,label\n"a" b,x\nc,y\n', [stray, { text: 'c', label: 'y' }]],
    [
      'in a cell of several lines, which is one row',
      'text,label\n"Dear Bob,\nthanks, regards\nI "like" it",x\nc,y\n',
      [stray, { text: 'c', label: 'y' }],
    ],
    [
      'in row after row',
      `text,label\n${'"a,x\nb,y\n'.repeat(300)}`,
      Array.from({ length: 300 }, () => [stray, { text: 'b', label: 'y' }])
        .flat()
        .with(598, unclosed),
    ],
  ])('lose no other row to a quote that is opened %s', async (_, content, expected) => {
    expect(await cellsOf('a.csv', content)).toEqual(expected);
  });

  test('are refused when a quote is never closed and the rows behind it are none', async () => {
    await expect(cellsOf('a.csv', 'text,label\na,x\n"b\nand so on\nand on')).rejects.toThrow(
      'opened in row 1 is never closed',
    );
    await expect(cellsOf('a.csv', '"text,label\na,x\n')).rejects.toThrow('first line opens a quote');
  });

  test('are refused when stray quotes are the rule, before that takes all day', async () => {
    const content = `text,label\n${'"a" b,x\n'.repeat(100_000)}`;
    await expect(cellsOf('a.csv', content)).rejects.toThrow('1000 of its first 1001 rows have a quote');
  });

  test('hold rows of more than a block, and no row without an end', async () => {
    const rows = Array.from({ length: 40 }, (_, row) => `"${`${row} a,\n`.repeat(5_000)}",x\n`);
    const cells = await cellsOf('a.csv', `text,label\n${rows.join('')}`);
    expect(cells.map((row) => typeof row === 'string' || String(row['text']).length)).toEqual(
      rows.map((row) => row.length - 5),
    );
    await expect(cellsOf('a.csv', `text,label\n${'x'.repeat(17 * 1024 ** 2)}`)).rejects.toThrow(
      'a row of more than 16 MB',
    );
  });

  test('hold texts of any length', async () => {
    const text = 'long '.repeat(100_000);
    expect(await cellsOf('a.csv', `text,label\n"${text}",x\n`)).toEqual([{ text, label: 'x' }]);
  });

  test('a column named like a property of every object is a column like any other', async () => {
    const rows = await rowsOf('a.csv', '__proto__,constructor\na,b\n');
    const [row] = rows;
    expect(row && 'cells' in row && Object.entries(row.cells)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });
});

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
