import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { unusable } from '../unusable.ts';
import type { Bytes } from './bytes.ts';
import { type Dialect, parserOptions } from './dialect.ts';
import { decodeUtf8 } from './lines.ts';
import { NOT_UTF8, type SourceRow } from './source-row.ts';

/** A record may be this long; a quote that is never closed would otherwise gather the rest of the file in memory. */
const MOST_RECORD_BYTES = 16 * 1024 ** 2;

/** A column that the file gives no name. */
export const placeholderName = (column: number) => `column ${column + 1}`;

/**
 * The records of a delimited file, cells as bytes, blank ones included.
 * @throws LabelsmithError `UnusableSource` when a quote is opened and never closed
 */
export async function* readRecords(file: string, bytes: Bytes, dialect: Dialect): AsyncGenerator<Buffer[]> {
  const parser = parse({ ...parserOptions(dialect), encoding: null, max_record_size: MOST_RECORD_BYTES });
  // The failure reaches the loop below as the error of the stream; the promise only has to be listened to.
  const fed = pipeline(Readable.from(bytes, { objectMode: false }), parser).catch(() => undefined);
  try {
    yield* parser;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = parser.info.records - (dialect.header ? 1 : 0);
    throw unusable(
      file,
      `the quote that is opened in ${row < 0 ? 'the header' : `row ${row}`} is never closed`,
      'Close the quote, or double the quotes inside quoted cells, and upload the file again.',
      { cause: error },
    );
  } finally {
    parser.destroy();
    await fed;
  }
}

/**
 * The rows of a delimited file. A row must have as many cells as the header; empty ones too many do no harm. Blank lines
 * are skipped and not counted.
 */
export async function* readDelimited(file: string, bytes: Bytes, dialect: Dialect): AsyncGenerator<SourceRow> {
  let names: readonly string[] | undefined;
  let row = 0;
  for await (const record of readRecords(file, bytes, dialect)) {
    if (record.length === 1 && record[0]?.length === 0 && names?.length !== 1) continue;
    if (!names) {
      names = dialect.header ? nameColumns(file, record) : record.map((_, column) => placeholderName(column));
      if (dialect.header) continue;
    }
    yield readRecord(row, record, names);
    row += 1;
  }
}

function readRecord(row: number, record: readonly Buffer[], names: readonly string[]): SourceRow {
  const surplus = record.slice(names.length).some((cell) => cell.length > 0);
  if (surplus || record.length < names.length) {
    return { row, broken: `has ${record.length} cells where ${names.length} are expected` };
  }
  const cells: Record<string, string> = Object.create(null);
  for (const [column, name] of names.entries()) {
    const text = decodeUtf8(record[column] ?? Buffer.alloc(0));
    if (text === undefined) return { row, broken: NOT_UTF8 };
    cells[name] = text;
  }
  return { row, cells };
}

function nameColumns(file: string, record: readonly Buffer[]): string[] {
  const names: string[] = [];
  for (const [column, cell] of record.entries()) {
    const name = decodeUtf8(cell)?.trim();
    if (name === undefined) {
      throw unusable(file, `its header ${NOT_UTF8}`, 'Save the file as UTF-8 and upload it again.');
    }
    const taken = name === '' || names.includes(name);
    names.push(taken ? `${name}${name && ' '}${placeholderName(column)}` : name);
  }
  return names;
}
