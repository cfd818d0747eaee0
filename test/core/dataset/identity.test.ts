import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { prepareDataset } from '../../../core/dataset/prepare.ts';
import {
  defaults,
  memorySource,
  type Pair,
  prepareText,
  somePairs,
  toDelimited,
  toJsonLines,
} from './memory-source.ts';

const bom = (encoded: Buffer, ...mark: number[]) => Buffer.concat([Buffer.from(mark), encoded]);
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

/** The same rows in every form that can be read. */
const FORMS: readonly (readonly [string, (rows: readonly Pair[]) => string | Uint8Array])[] = [
  ['rows.jsonl', toJsonLines],
  ['rows.ndjson', (rows) => toJsonLines(rows).replaceAll('\n', '\r\n')],
  ['rows.json', (rows) => JSON.stringify(rows, null, 2)],
  ['lines.json', toJsonLines],
  ['list.jsonl', (rows) => JSON.stringify(rows)],
  ['columns.json', (rows) => JSON.stringify(columnsOf(rows))],
  ['frame.json', (rows) => JSON.stringify({ text: { ...columnsOf(rows).text }, label: { ...columnsOf(rows).label } })],
  ['rows.csv', toDelimited],
  ['crlf.csv', (rows) => toDelimited(rows, ',', '\r\n')],
  ['semicolon.csv', (rows) => toDelimited(rows, ';')],
  ['pipe.csv', (rows) => toDelimited(rows, '|')],
  ['rows.tsv', (rows) => toDelimited(rows, '\t')],
  ['rows.csv.gz', (rows) => gzipSync(toDelimited(rows))],
  ['rows.jsonl.gz', (rows) => gzipSync(toJsonLines(rows))],
  ['bom.csv', (rows) => bom(Buffer.from(toDelimited(rows)), 0xef, 0xbb, 0xbf)],
  ['utf16le.tsv', (rows) => bom(utf16(toDelimited(rows, '\t')), 0xff, 0xfe)],
  ['utf16be.csv', (rows) => bom(utf16(toDelimited(rows)).swap16(), 0xfe, 0xff)],
  ['unmarked16.jsonl', (rows) => utf16(toJsonLines(rows))],
];

const columnsOf = (rows: readonly Pair[]) => ({
  text: rows.map(({ text }) => text),
  label: rows.map(({ label }) => label),
});

describe('a dataset is what its rows are', () => {
  const awkward = ['a "quote"', 'a,b;c|d', 'two\nlines', 'a\ttab', '한국어 😎', '\u2028', ' outer space '];
  const rows = [...somePairs(20), ...awkward.map((text, n) => ({ text, label: n % 2 === 0 ? 'even' : 'odd' }))];

  test.each(FORMS)('whether it comes as %s or as CSV', async (name, write) => {
    const expected = await prepareText('expected.csv', toDelimited(rows));
    const prepared = await prepareText(name, write(rows));
    expect(prepared.dataset).toEqual(expected.dataset);
    expect(Buffer.from(prepared.train).equals(expected.train)).toBe(true);
    expect(Buffer.from(prepared.validation).equals(expected.validation)).toBe(true);
  });

  test('whatever the texts are, in whatever order, and wherever the pieces of the file end', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    const pairs = fc.array(fc.record({ text, label: fc.constantFrom('a', 'b', 'ü') }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(pairs, fc.integer({ min: 1, max: 50 }), async (some, pieceLength) => {
        const all = [...somePairs(12), ...some];
        const csv = memorySource('a.csv', toDelimited(all.toReversed()), pieceLength);
        const lines = memorySource('b.jsonl', toJsonLines(all), pieceLength);
        const [one, other] = [await prepareDataset(csv, defaults), await prepareDataset(lines, defaults)];
        expect(one.dataset).toEqual(other.dataset);
        expect(Buffer.from(one.train).equals(other.train)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('and another one when a label, a text, the format or the fraction changes', async () => {
    const id = async (changed: readonly Pair[], options = {}) =>
      (await prepareText('a.jsonl', toJsonLines(changed), options)).dataset.dataset;
    const [first, ...others] = rows;
    const ids = [
      await id(rows),
      await id(others),
      await id([{ text: `${first?.text}!`, label: 'even' }, ...others]),
      await id([{ text: first?.text ?? '', label: 'odd' }, ...others]),
      await id(rows, { format: 'completion' }),
      await id(rows, { validationFraction: 0.3 }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
