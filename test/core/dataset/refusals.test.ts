import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { prepareDataset } from '../../../core/dataset/prepare.ts';
import { isLabelsmithError } from '../../../core/errors.ts';
import { defaults, memorySource, prepareText, somePairs, toDelimited, toJsonLines } from './memory-source.ts';

const good = toJsonLines(somePairs(20));
const pad = (start: string, encoding: BufferEncoding = 'latin1') =>
  Buffer.concat([Buffer.from(start, encoding), Buffer.alloc(100)]);

/** Name, content, and what the message and the remedy must say. */
const CASES: readonly (readonly [string, string, string | Uint8Array, RegExp, RegExp, object?])[] = [
  ['an empty file', 'a.csv', '', /empty/, /ten rows/],
  ['an empty gzipped file', 'a.csv.gz', gzipSync(''), /empty/, /ten rows/],
  ['a header without rows', 'a.csv', 'text,label\n', /no rows/, /ten rows/],
  ['blank lines only', 'a.jsonl', '\n\n\n', /no rows/, /ten rows/],
  ['a PNG image', 'a.csv', pad('\x89PNG\r\n\x1a\n'), /PNG image/, /\.csv/],
  ['a PDF document', 'a.jsonl', '%PDF-1.7\n', /PDF/, /\.csv/],
  ['an Excel file', 'a.csv', pad('PK\x03\x04'), /Excel/, /\.csv/],
  ['a PNG image in gzip', 'a.csv.gz', gzipSync(pad('\x89PNG\r\n\x1a\n')), /PNG image/, /\.csv/],
  ['a binary file of no known kind', 'a.txt', pad('\x01\x02'), /binary file/, /\.csv/],
  ['a web page', 'a.csv', '<!DOCTYPE html><html>', /web page/, /\.csv/],
  [
    'an extension that is not known',
    'a.docx',
    good,
    /\.docx/,
    /\.csv \.tsv \.jsonl \.ndjson \.json \.txt \.xlsx \.zip/,
  ],
  ['no extension', 'data', good, /no extension/, /\.csv/],
  ['the name of a property of objects as extension', 'a.constructor', good, /\.constructor/, /\.csv/],
  ['no known columns', 'a.csv', 'id,foo\n1,2\n', /"id", "foo"/, /Declare/],
  ['a text but no label column', 'a.csv', 'text,foo\n1,2\n', /no label column.*"text", "foo"/, /Declare/],
  [
    'a declared column that is missing',
    'a.jsonl',
    good,
    /no column "nope".*"text", "label"/,
    /Declare/,
    { textColumn: 'nope' },
  ],
  ['one column for both', 'a.jsonl', good, /both/, /two different/, { textColumn: 'label' }],
  [
    'one label only',
    'a.jsonl',
    toJsonLines(somePairs(20).map(({ text }) => ({ text, label: 'only' }))),
    /same label, "only"/,
    /other label/,
  ],
  ['more than 5% broken rows', 'a.jsonl', `${good}{\n{\n`, /2 of 22 rows.*row 20 is not valid JSON/, /Correct/],
  ['broken rows only', 'a.jsonl', 'a\nb\n', /none of its first 2 rows.*row 0/, /what its name says/],
  ['rows of too few cells', 'a.csv', `${toDelimited(somePairs(20))}x\ny\n`, /row 20 has 1 cells where 2/, /Correct/],
  [
    'bytes that are not of the declared encoding',
    'a.csv',
    Buffer.from('text,label\ncaf\xe9,a\n', 'latin1'),
    /row 0 holds bytes that are not UTF-8/,
    /UTF-8/,
    { encoding: 'utf-8' },
  ],
  ['an encoding that is not known', 'a.csv', good, /klingon/, /utf-8/i, { encoding: 'klingon' }],
  [
    'a quote that is never closed',
    'a.csv',
    `${toDelimited(somePairs(3))}"x,y\na,b\n`,
    /row 3 opens a quote that is never closed/,
    /Correct the rows/,
  ],
  ['fewer than ten examples', 'a.jsonl', toJsonLines(somePairs(9)), /9 of its 9 rows/, /Add examples/],
  [
    'fewer than ten examples after cleaning',
    'a.jsonl',
    toJsonLines(somePairs(9)).repeat(3),
    /9 of its 27 rows/,
    /Add examples/,
  ],
  ['lists of labels', 'a.jsonl', `${good}{"text":"x","label":["a","b"]}\n`, /row 20 has several labels/, /one label/],
  [
    'lists of labels in cells',
    'a.csv',
    `${toDelimited(somePairs(20))}x,"['a', 'b']"\n`,
    /row 20 has several labels/,
    /one label/,
  ],
  [
    'labels joined in cells',
    'a.csv',
    `${toDelimited(somePairs(20))}x,"even;odd"\n`,
    /row 20 has several labels/,
    /one label/,
  ],
  [
    'more labels than numbers with one token',
    'a.jsonl',
    toJsonLines(Array.from({ length: 1001 }, (_, n) => ({ text: `text ${n}`, label: n }))),
    /1001 different labels/,
    /label/,
  ],
  [
    'labels of one example each',
    'a.jsonl',
    toJsonLines(Array.from({ length: 12 }, (_, n) => ({ text: `text ${n}`, label: n }))),
    /no label has two/,
    /two for every label/,
  ],
  ['a text file without tabs', 'a.txt', 'just\nprose\n', /a tab/, /label<TAB>text/],
  ['a JSON document that is none', 'a.json', '[{"text": "x", ]', /not valid JSON/, /JSON Lines/],
  ['a JSON document of something else', 'a.json', '{"a": 1}', /neither a list/, /\[\{"text"/],
  ['gzip that is cut off', 'a.jsonl.gz', gzipSync(good).subarray(0, 60), /damaged or cut off/, /again/],
  ['a gzip bomb', 'a.csv.gz', gzipSync(Buffer.alloc(20 * 1024 ** 2, 'text,label\n')), /200 times/, /uncompressed/],
];

describe('a file is refused, with its name, the reason and a remedy, for', () => {
  test.each(CASES)('%s', async (_, name, content, message, remedy, options = {}) => {
    const refusal: unknown = await prepareText(name, content, options).catch((error: unknown) => error);
    if (!isLabelsmithError(refusal, 'UnusableSource')) throw refusal;
    expect(refusal.message.startsWith(`${name}: `)).toBe(true);
    expect(refusal.message).toMatch(message);
    expect(refusal.remedy).toMatch(remedy);
  });
});

describe("the user's own test set", () => {
  const refusalOf = async (content: string) => {
    const validation = memorySource('own.jsonl', content);
    const refusal: unknown = await prepareText('a.jsonl', good, { validation }).catch((error: unknown) => error);
    if (!isLabelsmithError(refusal, 'UnusableSource')) throw refusal;
    return refusal.message;
  };

  test.each([
    ['it is empty', '', /^own\.jsonl: the file is empty/],
    ['it has no known columns', '{"a":1}\n', /^own\.jsonl: no text or label column/],
    ['its rows are broken', '{"text":"x","label":"odd"}\n{\n', /^own\.jsonl: 1 of 2 rows are broken.*row 1 is not/],
    ['its labels are joined', '{"text":"x","label":"odd,even"}\n', /^own\.jsonl: row 0 has several labels/],
    ['a row of it has several labels', '{"text":"x","label":["a","b"]}\n', /^own\.jsonl: row 0 has several labels/],
  ])('is named when %s', async (_, content, message) => {
    expect(await refusalOf(content)).toMatch(message);
  });

  test('is no help when nothing of it is usable, nor when nothing else is', async () => {
    const sided = (train: string, test: string) => [
      ...somePairs(20).map(({ text }) => ({ text, label: train, split: 'train' })),
      ...somePairs(20).map(({ text }, n) => ({
        text: `${text}!`,
        label: n % 2 === 0 ? test : `${test}!`,
        split: 'test',
      })),
    ];
    const refused = (rows: readonly object[]) => expect(prepareText('a.jsonl', toJsonLines(rows))).rejects;
    await refused(sided(' ', 'odd')).toThrow('its own split leaves no usable example to train on');
    const two = sided('even', ' ').map((row, n) =>
      n % 2 === 0 && row.split === 'train' ? { ...row, label: 'odd' } : row,
    );
    await refused(two.map((row) => (row.split === 'test' ? { ...row, label: ' ' } : row))).toThrow(
      'example to hold out',
    );
  });
});

test('more broken rows are left out where the settings allow it', async () => {
  const content = `${good}{\n{\n`;
  await expect(prepareText('a.jsonl', content, { checks: { 'broken-row': 0.09 } })).rejects.toThrow('2 of 22');
  const { preparation } = await prepareText('a.jsonl', content, { checks: { 'broken-row': 0.1 } });
  expect(preparation.removed).toEqual({ 'broken-row': [20, 21] });
});

test('a refusal does not repeat a text, not even one in the place of a label', async () => {
  const rows = Array.from({ length: 20 }, (_, n) => ({ text: `text ${n}`, label: 'a secret '.repeat(50) }));
  const refusal: unknown = await prepareText('a.jsonl', toJsonLines(rows)).catch((error: unknown) => error);
  expect(refusal instanceof Error && refusal.message.length).toBeLessThan(150);
});

test('a file that is refused is closed', async () => {
  const closed: string[] = [];
  const sources = {
    'a.csv': pad('\x89PNG\r\n\x1a\n'),
    'b.csv': Buffer.from('id,foo\n1,2\n'),
    'c.docx': Buffer.from(good),
  };
  for (const [name, bytes] of Object.entries(sources)) {
    const open = async function* () {
      try {
        for (const byte of bytes) yield Uint8Array.of(byte);
      } finally {
        closed.push(name);
      }
    };
    await expect(prepareDataset({ name, open }, defaults)).rejects.toThrow(name);
  }
  expect(closed).toEqual(['a.csv', 'b.csv']);
});

test('a few broken rows are no reason to refuse a file', async () => {
  const { preparation } = await prepareText('a.jsonl', `${toJsonLines(somePairs(40))}{\n`);
  expect(preparation.removed).toEqual({ 'broken-row': [40] });
});
