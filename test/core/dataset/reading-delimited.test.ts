import { describe, expect, test } from '@jest/globals';
import { cellsOf, rowsOf } from './reading-rows.ts';

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
