import { parse } from 'csv-parse/sync';
import { knowsLabelColumn, knowsTextColumn } from '../columns/well-known-names.ts';

/** How a file of delimited values is written. */
export interface Dialect {
  readonly delimiter: string;
  /** False where quotes are characters like any other, as in many tab-separated files. */
  readonly quoted: boolean;
  readonly recordDelimiters: string[];
  /** False when the first record is data already. */
  readonly header: boolean;
}

/** The delimiters that are tried; of equal candidates the first one wins. */
export const DELIMITERS = [',', '\t', ';', '|'] as const;

/** Records of the sample that a decision is based on. */
const SAMPLE_RECORDS = 50;

/** Told from a file's first bytes. `tabbed` says that the extension promises tabs, which then win wherever they occur. */
export function detectDialect(head: Buffer, tabbed: boolean): Dialect {
  const sample = head.toString('utf8');
  const recordDelimiters = sample.includes('\n') ? ['\r\n', '\n'] : ['\r'];
  const candidates = DELIMITERS.map((delimiter) => {
    const quoted = delimiter !== '\t' || tabsAreQuoted(sample);
    const records = parseSample(sample, { delimiter, quoted, recordDelimiters });
    return { delimiter, quoted, records, score: scoreRecords(records) };
  });
  const tab = candidates.find(({ delimiter, score }) => tabbed && delimiter === '\t' && score > 0);
  const best = tab ?? candidates.reduce((a, b) => (b.score > a.score ? b : a));
  return { delimiter: best.delimiter, quoted: best.quoted, recordDelimiters, header: hasHeader(best.records) };
}

/** csv-parse's options for a dialect; cells stay bytes so that each row can be checked for damage by itself. */
export function parserOptions({ delimiter, quoted, recordDelimiters }: Omit<Dialect, 'header'>) {
  return {
    delimiter,
    quote: quoted ? '"' : false,
    escape: quoted ? '"' : false,
    record_delimiter: recordDelimiters,
    relax_column_count: true,
    relax_quotes: true,
  } as const;
}

function parseSample(sample: string, dialect: Omit<Dialect, 'header'>): string[][] {
  // The last record of a sample is most likely cut in two, and a quoted cell with it: only an earlier one counts.
  const records: string[][] = [];
  const keep = (record: string[]) => {
    records.push(record);
    return record;
  };
  try {
    parse(sample, { ...parserOptions(dialect), to: SAMPLE_RECORDS, max_record_size: 0, on_record: keep });
  } catch {
    return records;
  }
  return records;
}

/** 0 when there are no two columns; a header of known names decides, then records that are as wide as the first one. */
function scoreRecords(records: readonly string[][]): number {
  const [first, ...others] = records;
  if (!first || first.length < 2) return 0;
  const known = first.some(knowsTextColumn) && first.some(knowsLabelColumn) ? 2 : 0;
  const full = others.filter((record) => !isBlank(record));
  const even = full.filter((record) => record.length === first.length).length;
  return known + (full.length === 0 ? 0.5 : even / full.length);
}

const isBlank = (record: readonly string[]) => record.length === 1 && record[0]?.trim() === '';

/**
 * A first record is data when it knows no column's name and one of its cells, being a label, comes again further down in
 * the same of two columns.
 */
function hasHeader(records: readonly string[][]): boolean {
  const [first, ...others] = records;
  if (first?.length !== 2 || first.some(knowsTextColumn) || first.some(knowsLabelColumn)) return true;
  return !first.some((cell, column) => cell !== '' && others.some((record) => record[column] === cell));
}

/** A cell that begins and ends with a quote, every quote inside doubled. */
const QUOTED_CELL = /(?<=^|\t)"(?:[^"]|"")*"(?=\t|\r?$)/gm;
const OPENING_QUOTE = /(?:^|\t)"/m;

/** Quotes quote in a tab-separated file when some cell is quoted properly and none only begins with a quote. */
function tabsAreQuoted(sample: string): boolean {
  const others = sample.replace(QUOTED_CELL, '');
  return others.length < sample.length && !OPENING_QUOTE.test(others);
}
