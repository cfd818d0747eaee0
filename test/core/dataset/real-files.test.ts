import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type PrepareOptions, prepareDataset, type Source } from '../../../core/dataset/prepare.ts';
import { detectDialect } from '../../../core/dataset/reading/dialect.ts';
import { openRows } from '../../../core/dataset/reading/open-rows.ts';
import { readRecords } from '../../../core/dataset/reading/records.ts';
import { hasRealData, realDataPath } from '../../support/real-data.ts';
import { defaults, memorySource } from './memory-source.ts';
import { readRows } from './reading-rows.ts';

/** Collections of small CSV files, each with what is expected of it as JSON. */
const SPECTRUM = 'messy/csv-spectrum';
const TEST_DATA = 'messy/csv-test-data';

/** For tests that need these files and folders. */
const testWith = (...names: string[]) => (names.every(hasRealData) ? test : test.skip);

const open = (path: string) => ({ name: basename(path), open: () => createReadStream(path) });
const prepareReal = (path: string, options: Partial<PrepareOptions> = {}) =>
  prepareDataset(open(realDataPath(path)), { ...defaults, ...options });
/** A table of tests must not be empty, not even that of skipped ones. */
const filesIn = (folder: string) =>
  hasRealData(folder) ? readdirSync(realDataPath(folder)) : ['header-missing', 'bad-missing', 'missing'];
const parseFile = (path: string): unknown => JSON.parse(readFileSync(realDataPath(path), 'utf8'));

async function rowsOf(source: Source): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const row of readRows(source)) rows.push('cells' in row ? { ...row.cells } : row.broken);
  return rows;
}

/** Two of these files do not fit their expectation: one has lost its carriage returns, one has another phone number. */
function repaired(name: string, csv: string, json: string): { content: string; expected: unknown } {
  if (name === 'newlines_crlf') return { content: csv.replaceAll('\n', '\r\n'), expected: JSON.parse(json) };
  if (name !== 'location_coordinates') return { content: csv, expected: JSON.parse(json) };
  return { content: csv.replace('2095257564', '1234567890'), expected: [JSON.parse(json)] };
}

describe('real files', () => {
  testWith('newsgroups-sport.train.jsonl')('lose the long rows that the old tool removed, and no others', async () => {
    const long = [134, 200, 281, 320, 404, 595, 704, 838, 1113, 1139, 1174];
    const whole = await prepareReal('newsgroups-sport.train.jsonl', { format: 'completion' });
    expect(whole.preparation.removed).toEqual({ 'long-text': long });
    const first = await prepareReal('newsgroups-sport.train.jsonl', { format: 'completion', limit: 300 });
    expect(first.preparation.removed).toEqual({ 'long-text': long.slice(0, 3) });
  });

  testWith('sms-spam.train.jsonl')('lose the exact duplicates that are known to be there', async () => {
    const { preparation } = await prepareReal('sms-spam.train.jsonl', { format: 'completion' });
    expect(preparation.removed['duplicate']).toHaveLength(273);
  });

  const encodings = ['utf8-bom.crlf.csv', 'utf16le-bom.tsv', 'utf16be-bom.csv', 'cp949.crlf.csv'].map(
    (file) => `messy/encodings/ko-nsmc-1000.${file}`,
  );

  testWith(...encodings)('have equal rows in every encoding', async () => {
    const [first, ...others] = await Promise.all(encodings.map((file) => rowsOf(open(realDataPath(file)))));
    expect(first).toHaveLength(1000);
    for (const other of others) expect(other).toEqual(first);
  });

  const undeclared = 'messy/encodings/kaggle-spam-cp1252-crlf.csv';
  testWith(undeclared)('lose no row to an encoding that nobody declared', async () => {
    const file = open(realDataPath(undeclared));
    const rows = await rowsOf(file);
    expect(rows).toHaveLength(5623);
    expect(rows.filter((row) => typeof row === 'string')).toEqual([]);
    expect(rows.some((row) => JSON.stringify(row).includes('£'))).toBe(true);
    const opened = await openRows(file);
    expect(opened.notes).toEqual(['read as windows-1252 (detected)']);
    if (opened.format === 'rows') await opened.rows.return(undefined);
  });

  testWith(...encodings)('are one dataset in every encoding', async () => {
    const ids = encodings.map(async (file) => {
      const { dataset, preparation } = await prepareReal(file);
      expect(preparation.examples).toBe(1000);
      return dataset.dataset;
    });
    expect(new Set(await Promise.all(ids)).size).toBe(1);
  });

  const headless = 'messy/encodings/sms-SMSSpamCollection-crlf.tsv';
  testWith(headless)('without a header and with stray quotes keep every row', async () => {
    const { preparation } = await prepareReal(headless);
    expect(preparation.examples).toBe(5574);
    expect(preparation.labels).toEqual({ ham: 4827, spam: 747 });
    expect(preparation.checks.some(({ id }) => id === 'broken-row')).toBe(false);
  });

  const spectrum = filesIn(`${SPECTRUM}/csvs`).map((file) => basename(file, '.csv'));
  testWith(SPECTRUM).each(spectrum)('csv-spectrum/%s has the rows that are expected of it', async (name) => {
    const csv = readFileSync(realDataPath(`${SPECTRUM}/csvs/${name}.csv`), 'utf8');
    const json = readFileSync(realDataPath(`${SPECTRUM}/json/${name}.json`), 'utf8');
    const { content, expected } = repaired(name, csv, json);
    expect(await rowsOf(memorySource(`${name}.csv`, content))).toEqual(expected);
  });

  const records = filesIn(`${TEST_DATA}/json`).map((file) => basename(file, '.json'));
  testWith(TEST_DATA).each(records.filter((name) => !name.startsWith('header-')))(
    'csv-test-data/%s has the records that are expected of it',
    async (name) => {
      const path = realDataPath(`${TEST_DATA}/csv/${name}.csv`);
      const found: string[][] = [];
      for await (const read of readRecords(name, createReadStream(path), detectDialect(readFileSync(path), false))) {
        for (const record of read) found.push('cells' in record ? record.cells.map(String) : [record.broken]);
      }
      expect(found).toEqual(parseFile(`${TEST_DATA}/json/${name}.json`));
    },
  );

  testWith(TEST_DATA).each(filesIn(`${TEST_DATA}/csv`).filter((name) => name.startsWith('bad-')))(
    'csv-test-data/%s is refused, or its row is reported',
    async (name) => {
      const path = `${TEST_DATA}/csv/${name}`;
      const declared = { textColumn: 'bar', labelColumn: 'foo' };
      await expect(prepareReal(path, declared)).rejects.toMatchObject({ name: 'UnusableSource' });
      const rows = await rowsOf(open(realDataPath(path))).catch(() => []);
      // Quotes inside a cell that does not begin with one leave no doubt about the cell.
      const read =
        name === 'bad-unescaped-quote.csv' ? [{ foo: '1', bar: 'This "quotes" must be escaped', baz: '3' }] : [];
      expect(rows.filter((row) => typeof row !== 'string')).toEqual(read);
    },
  );

  const headed = records.filter((name) => name.startsWith('header-'));
  testWith(TEST_DATA).each(headed)('csv-test-data/%s has the rows that are expected of it', async (name) => {
    const rows = await rowsOf(open(realDataPath(`${TEST_DATA}/csv/${name}.csv`)));
    expect(rows).toEqual(parseFile(`${TEST_DATA}/json/${name}.json`));
  });
});
