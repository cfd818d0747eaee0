import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readRows } from '../../../core/dataset/reading/read-rows.ts';
import type { SourceRow } from '../../../core/dataset/reading/source-row.ts';
import { memorySource } from './memory-source.ts';

async function rowsOf(name: string, content: string | Uint8Array, pieceLength?: number): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const row of readRows(memorySource(name, content, pieceLength))) rows.push(row);
  return rows;
}

const cellsOf = async (name: string, content: string | Uint8Array) =>
  (await rowsOf(name, content)).map((row) => ('cells' in row ? { ...row.cells } : row.broken));

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
      Buffer.from(',x\nd,e\n'),
    ]);
    expect(await cellsOf('a.csv', content)).toEqual([
      'has 1 cells where 2 are expected',
      'has 3 cells where 2 are expected',
      'holds bytes that are not UTF-8',
      { text: 'd', label: 'e' },
    ]);
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
  expect(await cellsOf('a.jsonl', content)).toEqual([{ a: '😎' }, 'holds bytes that are not UTF-8', { a: 3 }]);
});

test('any bytes at all are read or refused, never the cause of another failure', async () => {
  const extensions = fc.constantFrom('csv', 'tsv', 'jsonl', 'json', 'txt', 'csv.gz');
  const structure = fc.constantFrom('"', ',', '\n', '\r', '\t', '{', '[', '"a":', ']', '}', '\ufeff');
  const textual = fc.array(fc.oneof(structure, fc.string({ maxLength: 3 })), { maxLength: 40 });
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    textual.map((parts) => Buffer.from(parts.join(''))),
  );
  await fc.assert(
    fc.asyncProperty(extensions, content, fc.integer({ min: 1, max: 9 }), async (extension, bytes, pieceLength) => {
      try {
        const rows = await rowsOf(`a.${extension}`, bytes, pieceLength);
        expect(rows.map(({ row }) => row)).toEqual(rows.map((_, index) => index));
      } catch (error) {
        expect(error).toMatchObject({ name: 'UnusableSource' });
      }
    }),
    { numRuns: 500 },
  );
});
