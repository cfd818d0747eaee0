import { isUtf8 } from 'node:buffer';
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { type Dialect, parserOptions } from './dialect.ts';

/** One record of a block. */
export interface ParsedRecord {
  /** In blocks that are not UTF-8, their bytes as Latin-1. */
  readonly cells: readonly string[];
  /** Where it begins and ends in the block, the line end included. */
  readonly start: number;
  readonly end: number;
}

/** The records of a block of bytes that begins with a record. */
export interface ParsedBlock {
  readonly records: ParsedRecord[];
  readonly isUtf8: boolean;
  /** True when the block ends within a quoted cell. */
  readonly unclosed: boolean;
  readonly used: number;
}

/** Parses a block. Its last record is left out unless it is the `last` block: it may go on, and is not `used`. */
export function parseBlock(block: Buffer, dialect: Dialect, last: boolean): ParsedBlock {
  const records: ParsedRecord[] = [];
  let start = 0;
  const keep = (cells: string[], { bytes }: { readonly bytes: number }) => {
    records.push({ cells, start, end: bytes });
    start = bytes;
    return null;
  };
  // Where a byte is wrong, every cell is decoded by itself.
  const complete = last ? block : block.subarray(0, Math.max(block.lastIndexOf(0x0a), block.lastIndexOf(0x0d)) + 1);
  const encoding = isUtf8(complete) ? 'utf8' : 'latin1';
  let unclosed = false;
  try {
    parse(block, { ...parserOptions(dialect), encoding, on_record: keep });
  } catch (error) {
    if (!(error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED')) throw error;
    unclosed = true;
  }
  const valid = encoding === 'utf8';
  if (last) return { records, isUtf8: valid, unclosed, used: unclosed ? start : block.length };
  if (!unclosed) start = records.pop()?.start ?? 0;
  return { records, isUtf8: valid, unclosed, used: start };
}

/** True for a record of one empty cell, as a blank line is one. */
export const isBlankRecord = (cells: readonly { readonly length: number }[]) =>
  cells.length === 1 && cells[0]?.length === 0;

/** True when a cell begins with a quote that is left of it: it was escaped, or in a wrong place. */
export const beginsWithQuote = (cells: readonly string[], { quote }: Dialect) =>
  quote !== undefined && cells.some((cell) => cell.startsWith(quote));

/** Where the second line begins. */
export function endOfLine(bytes: Buffer, { recordDelimiters }: Dialect): number {
  const end = bytes.indexOf(recordDelimiters.at(-1) ?? '\n');
  return end === -1 ? bytes.length : end + 1;
}
