import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PrepareOptions } from '../../../core/dataset/prepare.ts';
import { prepareDataset } from '../../../core/dataset/prepare.ts';
import {
  contentOf,
  defaults,
  memorySource,
  type Pair,
  prepareRows,
  prepareText,
  somePairs,
  textOfFile,
  toDelimited,
  toJsonLines,
} from './memory-source.ts';
import { anyChecks, mixedRows, suspectEveryThird, WRITERS } from './mixed-rows.ts';

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

const awkward = ['a "quote"', 'a,b;c|d', 'two\nlines', 'a\ttab', '한국어 😎', '\u2028', ' outer space '];
const rows: readonly Pair[] = [
  ...somePairs(20),
  ...awkward.map((text, n) => ({ text, label: n % 2 === 0 ? 'even' : 'odd' })),
];

describe('a dataset is what its rows are', () => {
  test.each(FORMS)('whether it comes as %s or as CSV', async (name, write) => {
    const expected = await prepareText('expected.csv', toDelimited(rows));
    expect(await contentOf(await prepareText(name, write(rows)))).toEqual(await contentOf(expected));
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
        expect(await contentOf(one)).toEqual(await contentOf(other));
      }),
      { numRuns: 60 },
    );
  });

  test('whatever the checks do, masks and merged labels included, in whatever order the rows stand', async () => {
    const order = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }));
    const options = fc.record({
      format: fc.constantFrom('chat' as const, 'completion' as const),
      answers: fc.constantFrom('auto' as const, 'labels' as const),
      checks: anyChecks,
      mask: fc.boolean(),
      mergeLabels: fc.boolean(),
    });
    const prepare = (name: string, content: string, shaped: Partial<PrepareOptions>) =>
      prepareText(name, content, shaped, { audit: suspectEveryThird });
    await fc.assert(
      fc.asyncProperty(mixedRows(), order, options, async (some, chance, shaped) => {
        const all = [...somePairs(24), ...some];
        const keyed = all.map((row) => ({ row, at: chance.next().value }));
        const shuffled = keyed.sort((a, b) => a.at - b.at).map(({ row }) => row);
        const one = await prepare('rows.jsonl', WRITERS['rows.jsonl']?.(all) ?? '', shaped);
        const other = await prepare('rows.csv', WRITERS['rows.csv']?.(shuffled) ?? '', shaped);
        expect(await contentOf(other)).toEqual(await contentOf(one));
        const removedOf = ({ preparation: { removed } }: typeof one) =>
          Object.entries(removed).map(([id, gone]) => [id, gone.length]);
        expect(removedOf(other)).toEqual(removedOf(one));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a dataset has another id', () => {
  const idOf = async (changed: readonly Pair[], options: Partial<PrepareOptions> = {}) =>
    (await prepareRows(changed, options)).dataset.dataset;

  test('when a label, a text, the format, the fraction, an answer or the split changes', async () => {
    const [first, ...others] = rows;
    const dotted = rows.map(({ label, text }) => ({ text, label: `the.${label}` }));
    const ids = [
      await idOf(rows),
      await idOf(others),
      await idOf([{ text: `${first?.text}!`, label: 'even' }, ...others]),
      await idOf([{ text: first?.text.toUpperCase() ?? '', label: 'even' }, ...others]),
      await idOf([{ text: first?.text ?? '', label: 'odd' }, ...others]),
      await idOf(rows, { format: 'completion' }),
      await idOf(rows, { validationFraction: 0.3 }),
      await idOf(rows.map((row, n) => ({ ...row, split: n < 6 ? 'test' : 'train' }))),
      await idOf(dotted),
      await idOf(dotted, { answers: 'auto' }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('when one character of one text changes', async () => {
    const before = await idOf(rows);
    // The row of a line separator alone is empty, and one more space leaves it so.
    const place = fc.nat({ max: rows.length - 1 }).filter((row) => rows[row]?.text.trim() !== '');
    await fc.assert(
      fc.asyncProperty(place, fc.nat(), fc.constantFrom('x', 'é', '"', '\n', ' '), async (row, at, character) => {
        const { label = '', text = '' } = rows[row] ?? {};
        const units = [...text];
        units.splice(at % (units.length + 1), 0, character);
        const changed = rows.with(row, { label, text: units.join('') });
        expect(await idOf(changed)).not.toBe(before);
      }),
      { numRuns: 40 },
    );
  });

  test('when the fraction changes, even if no example changes sides', async () => {
    const [one, other] = [await prepareRows(rows), await prepareRows(rows, { validationFraction: 0.200001 })];
    expect(await textOfFile(other.train)).toBe(await textOfFile(one.train));
    expect(other.dataset.dataset).not.toBe(one.dataset.dataset);
  });

  test('and the same one for another run, name of the file and way of reading it', async () => {
    const before = await idOf(rows);
    const lines = toJsonLines(rows);
    expect(await idOf(rows, { run: 'other', limit: rows.length })).toBe(before);
    expect((await prepareText('other.jsonl', lines)).dataset.dataset).toBe(before);
    const declared = { textColumn: 'text', labelColumn: 'label' };
    expect(await idOf(rows, declared)).toBe(before);
  });
});
