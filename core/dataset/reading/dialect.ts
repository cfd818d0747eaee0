import { parse } from 'csv-parse/sync';
import { knowsLabelColumn, knowsTextColumn } from '../columns/well-known-names.ts';
import { detectQuoting, type Quoting } from './quoting.ts';

/** How a file of delimited values is written. */
export interface Dialect extends Quoting {
  readonly delimiter: string;
  readonly recordDelimiters: string[];
  /** False when the first record is data already. */
  readonly header: boolean;
}

/** The delimiters that are tried; of equal candidates the first one wins. */
const DELIMITERS = [',', '\t', ';', '|'] as const;

/** Records of the sample that a decision is based on. */
const SAMPLE_RECORDS = 50;

/** Told from a file's first bytes. `tabbed` says that the extension promises tabs, which then win wherever they occur. */
export function detectDialect(head: Buffer, tabbed: boolean): Dialect {
  const sample = head.toString('utf8');
  const recordDelimiters = detectRecordDelimiters(sample);
  const candidates = DELIMITERS.map((delimiter) => {
    const dialect = { delimiter, ...detectQuoting(sample, delimiter), recordDelimiters };
    const records = parseSample(sample, dialect);
    return { dialect, records, score: scoreRecords(records) };
  });
  const tab = candidates.find(({ dialect, score }) => tabbed && dialect.delimiter === '\t' && score > 0);
  const best = tab ?? candidates.reduce((a, b) => (b.score > a.score ? b : a));
  return { ...best.dialect, header: hasHeader(best.records) };
}

/** csv-parse's options for a dialect. A quote in the wrong place is no error to it: see `quoting.ts` for what is. */
export function parserOptions({ delimiter, quote, escapedBy, recordDelimiters }: Omit<Dialect, 'header'>) {
  return {
    delimiter,
    quote: quote ?? false,
    escape: escapedBy ?? false,
    record_delimiter: recordDelimiters,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: 0,
  } as const;
}

/** Line feeds, with or without a carriage return; or carriage returns alone, as the old Mac wrote them. */
function detectRecordDelimiters(sample: string): string[] {
  const unquoted = sample.replace(/"(?:[^"]|"")*"/g, '');
  const feeds = unquoted.split('\n').length;
  const returns = unquoted.split(/\r(?!\n)/).length;
  return returns > feeds ? ['\r'] : ['\r\n', '\n'];
}

function parseSample(sample: string, dialect: Omit<Dialect, 'header'>): string[][] {
  // The last record of a sample is most likely cut in two, and a quoted cell with it: only an earlier one counts.
  const records: string[][] = [];
  const keep = (record: string[]) => {
    records.push(record);
    return record;
  };
  try {
    parse(sample, { ...parserOptions(dialect), to: SAMPLE_RECORDS, on_record: keep });
  } catch {
    return records;
  }
  return records;
}

/** 0 when there are no two columns; a header of known names decides, then records that are as wide as the first one. */
function scoreRecords(records: readonly string[][]): number {
  const [first, ...others] = records.filter((record) => !isBlank(record));
  if (!first || first.length < 2) return 0;
  const known = first.some(knowsTextColumn) && first.some(knowsLabelColumn) ? 2 : 0;
  const even = others.filter((record) => record.length === first.length).length;
  return known + (others.length === 0 ? 0.5 : even / others.length);
}

const isBlank = (record: readonly string[]) => record.length === 1 && record[0]?.trim() === '';

/**
 * Whether a table's first record names its columns. It is data when it knows no column's name and one of its cells,
 * being a label, comes again further down in the same of two columns.
 */
export function hasHeader(records: readonly (readonly string[])[]): boolean {
  const [first, ...others] = records.filter((record) => !isBlank(record));
  if (first?.length !== 2 || first.some(knowsTextColumn) || first.some(knowsLabelColumn)) return true;
  return !first.some((cell, column) => cell !== '' && others.some((record) => record[column] === cell));
}
