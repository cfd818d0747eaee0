import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type PrepareOptions, prepareDataset, type Source } from '../../../core/dataset/prepare.ts';
import { detectDialect } from '../../../core/dataset/reading/dialect.ts';
import { openRows } from '../../../core/dataset/reading/open-rows.ts';
import { readRecords } from '../../../core/dataset/reading/records.ts';
import { defaults, memorySource } from './memory-source.ts';
import { readRows } from './reading-rows.ts';

const DATA = resolve(import.meta.dirname, '../../../../shared/data');
const describeReal = existsSync(DATA) ? describe : describe.skip;

const open = (path: string) => ({ name: basename(path), open: () => createReadStream(path) });
const prepareReal = (path: string, options: Partial<PrepareOptions> = {}) =>
  prepareDataset(open(join(DATA, path)), { ...defaults, ...options });
/** A table of tests must not be empty, not even that of skipped ones. */
const filesIn = (folder: string) =>
  existsSync(DATA) ? readdirSync(join(DATA, folder)) : ['header-missing', 'bad-missing', 'missing'];
const parseFile = (path: string): unknown => JSON.parse(readFileSync(join(DATA, path), 'utf8'));

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

describeReal('real files', () => {
  test('lose the long rows that the old tool removed, and no others', async () => {
    const long = [134, 200, 281, 320, 404, 595, 704, 838, 1113, 1139, 1174];
    const whole = await prepareReal('newsgroups-sport.train.jsonl', { format: 'completion' });
    expect(whole.preparation.removed).toEqual({ 'long-text': long });
    const first = await prepareReal('newsgroups-sport.train.jsonl', { format: 'completion', limit: 300 });
    expect(first.preparation.removed).toEqual({ 'long-text': long.slice(0, 3) });
  });

  test('lose the exact duplicates that are known to be there', async () => {
    const { preparation } = await prepareReal('sms-spam.train.jsonl', { format: 'completion' });
    expect(preparation.removed['duplicate']).toHaveLength(273);
  });

  const encodings = ['utf8-bom.crlf.csv', 'utf16le-bom.tsv', 'utf16be-bom.csv', 'cp949.crlf.csv'];

  test('have equal rows in every encoding', async () => {
    const [first, ...others] = await Promise.all(
      encodings.map((file) => rowsOf(open(join(DATA, `messy/encodings/ko-nsmc-1000.${file}`)))),
    );
    expect(first).toHaveLength(1000);
    for (const other of others) expect(other).toEqual(first);
  });

  test('lose no row to an encoding that nobody declared', async () => {
    const file = join(DATA, 'messy/encodings/kaggle-spam-cp1252-crlf.csv');
    const rows = await rowsOf(open(file));
    expect(rows).toHaveLength(5623);
    expect(rows.filter((row) => typeof row === 'string')).toEqual([]);
    expect(rows.some((row) => JSON.stringify(row).includes('£'))).toBe(true);
    const opened = await openRows(open(file));
    expect(opened.notes).toEqual(['read as windows-1252 (detected)']);
    if (opened.format === 'rows') await opened.rows.return(undefined);
  });

  test('are one dataset in every encoding', async () => {
    const files = encodings;
    const ids = files.map(async (file) => {
      const { dataset, preparation } = await prepareReal(`messy/encodings/ko-nsmc-1000.${file}`);
      expect(preparation.examples).toBe(1000);
      return dataset.dataset;
    });
    expect(new Set(await Promise.all(ids)).size).toBe(1);
  });

  test('without a header and with stray quotes keep every row', async () => {
    const { preparation } = await prepareReal('messy/encodings/sms-SMSSpamCollection-crlf.tsv');
    expect(preparation.examples).toBe(5574);
    expect(preparation.labels).toEqual({ ham: 4827, spam: 747 });
    expect(preparation.checks.some(({ id }) => id === 'broken-row')).toBe(false);
  });

  const spectrum = filesIn('messy/csv-spectrum/csvs').map((file) => basename(file, '.csv'));
  test.each(spectrum)('csv-spectrum/%s has the rows that are expected of it', async (name) => {
    const csv = readFileSync(join(DATA, `messy/csv-spectrum/csvs/${name}.csv`), 'utf8');
    const json = readFileSync(join(DATA, `messy/csv-spectrum/json/${name}.json`), 'utf8');
    const { content, expected } = repaired(name, csv, json);
    expect(await rowsOf(memorySource(`${name}.csv`, content))).toEqual(expected);
  });

  const records = filesIn('messy/csv-test-data/json').map((file) => basename(file, '.json'));
  test.each(records.filter((name) => !name.startsWith('header-')))(
    'csv-test-data/%s has the records that are expected of it',
    async (name) => {
      const path = join(DATA, `messy/csv-test-data/csv/${name}.csv`);
      const found: string[][] = [];
      for await (const read of readRecords(name, createReadStream(path), detectDialect(readFileSync(path), false))) {
        for (const record of read) found.push('cells' in record ? record.cells.map(String) : [record.broken]);
      }
      expect(found).toEqual(parseFile(`messy/csv-test-data/json/${name}.json`));
    },
  );

  test.each(filesIn('messy/csv-test-data/csv').filter((name) => name.startsWith('bad-')))(
    'csv-test-data/%s is refused, or its row is reported',
    async (name) => {
      const path = `messy/csv-test-data/csv/${name}`;
      const declared = { textColumn: 'bar', labelColumn: 'foo' };
      await expect(prepareReal(path, declared)).rejects.toMatchObject({ name: 'UnusableSource' });
      const rows = await rowsOf(open(join(DATA, path))).catch(() => []);
      // Quotes inside a cell that does not begin with one leave no doubt about the cell.
      const read =
        name === 'bad-unescaped-quote.csv' ? [{ foo: '1', bar: 'This "quotes" must be escaped', baz: '3' }] : [];
      expect(rows.filter((row) => typeof row !== 'string')).toEqual(read);
    },
  );

  const headed = records.filter((name) => name.startsWith('header-'));
  test.each(headed)('csv-test-data/%s has the rows that are expected of it', async (name) => {
    const rows = await rowsOf(open(join(DATA, `messy/csv-test-data/csv/${name}.csv`)));
    expect(rows).toEqual(parseFile(`messy/csv-test-data/json/${name}.json`));
  });
});
