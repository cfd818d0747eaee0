import { unusable } from '../unusable.ts';
import type { Dialect } from './dialect.ts';
import { nameColumns, placeholderName } from './names-of-columns.ts';
import { readRecords } from './records.ts';
import { NOT_UTF8, type SourceRow } from './source-row.ts';
import type { Utf8Text } from './to-utf8.ts';

/**
 * The rows of a delimited file. A row must have as many cells as the header; empty ones too many do no harm. Blank lines
 * are skipped and not counted.
 * @param wrongBytes the reason for a row with bytes that are not of the file's encoding
 * @throws LabelsmithError `UnusableSource` as {@link readRecords}
 */
export async function* readDelimited(
  file: string,
  text: Utf8Text,
  dialect: Dialect,
  wrongBytes = NOT_UTF8,
): AsyncGenerator<SourceRow> {
  let names: readonly string[] | undefined;
  let row = 0;
  for await (const records of readRecords(file, text.bytes, dialect)) {
    for (const record of records) {
      let read: Record<string, string> | string;
      if ('broken' in record) read = record.broken;
      else if (isBlank(record.cells) && names?.length !== 1) continue;
      else {
        const header = dialect.header && !names;
        names ??= header
          ? nameColumns(requireText(file, record.cells, wrongBytes))
          : record.cells.map((_, column) => placeholderName(column));
        if (header) continue;
        read = readCells(record.cells, names) ?? wrongBytes;
      }
      if (typeof read === 'string') yield { row, broken: read, offset: text.offsetOf(record.offset) };
      else yield { row, cells: read };
      row += 1;
    }
  }
}

const isBlank = (cells: readonly (string | undefined)[]) => cells.length === 1 && cells[0] === '';

/** The cells by column; or why there are none; undefined when the row has a cell whose bytes are wrong. */
function readCells(
  record: readonly (string | undefined)[],
  names: readonly string[],
): Record<string, string> | string | undefined {
  const surplus = record.length > names.length && record.slice(names.length).some((cell) => cell !== '');
  if (surplus || record.length < names.length) {
    return `has ${record.length} cells where ${names.length} are expected`;
  }
  const cells: Record<string, string> = Object.create(null);
  for (const [column, name] of names.entries()) {
    const cell = record[column];
    if (cell === undefined) return undefined;
    cells[name] = cell;
  }
  return cells;
}

function requireText(file: string, record: readonly (string | undefined)[], wrongBytes: string): string[] {
  return record.map((cell) => {
    if (cell !== undefined) return cell;
    throw unusable(file, `its header ${wrongBytes}`, 'Save the file as UTF-8, or declare its encoding.');
  });
}
