import { parse } from 'csv-parse/sync';

/** One row of a result file: the numbers by their column's name. Blank cells are left out. */
export type ResultsRow = Readonly<Record<string, number>>;

/** A table as text: its columns' names in order, and each row's cells as they were written. */
export interface ResultsTable {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/**
 * Reads a result file by its header, since the columns' names differ between hosts. Rows without any number are left out,
 * so that a file with a header alone, one of zero bytes, and a page that says sorry give no rows.
 */
export function readResultsTable(csv: string): ResultsTable {
  const columns: string[] = [];
  if (/^\s*[<{]/.test(csv)) return { columns, rows: [] };
  try {
    const rows: Record<string, string>[] = parse(csv, {
      columns: (header: string[]) => {
        columns.push(...header);
        return header;
      },
      bom: true,
      relax_column_count: true,
      // A stray quotation mark in one cell must not cost the whole table.
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    });
    return { columns, rows: rows.filter((row) => Object.values(row).some(isNumber)) };
  } catch {
    return { columns: [], rows: [] };
  }
}

/** The rows of {@link readResultsTable} as numbers; a row's cells that hold none are left out. */
export function parseResults(csv: string): ResultsRow[] {
  return readResultsTable(csv).rows.map((row) =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([, cell]) => isNumber(cell))
        .map(([name, cell]) => [name, Number(cell)]),
    ),
  );
}

/**
 * The table as CSV, as RFC 4180 has it but with bare line feeds. Names and cells are the provider's: what a spreadsheet
 * would run as a formula gets an apostrophe in front, by which spreadsheets know a text; within a cell as well, where a
 * spreadsheet that parts cells at semicolons or tabs would begin a new one.
 */
export function writeResultsTable({ columns, rows }: ResultsTable): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))];
  return lines.map((cells) => `${cells.map(neutralise).map(quoteCell).join(',')}\n`).join('');
}

/** The text of a result file's body, which some hosts send as base64 of the CSV and some as the CSV. */
export function decodeResults(body: string): string {
  const compact = body.replace(/\s+/g, '');
  if (compact === '' || compact.includes(',') || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return body;
  const decoded = Buffer.from(compact, 'base64').toString('utf8');
  return decoded.includes(',') ? decoded : body;
}

const isNumber = (cell: string) => cell !== '' && Number.isFinite(Number(cell));

/** Where formulas begin; the wide signs are what some spreadsheets take for the narrow ones. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const PLAIN_NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Where another cell would begin to a spreadsheet that parts cells by other signs: there our quotation marks quote nothing. */
const FORMULA_WITHIN = /([;\t\r\n]"*)(?=[=+\-@＝＋－＠])/g;

function neutralise(cell: string): string {
  if (PLAIN_NUMBER.test(cell)) return cell;
  return cell.replace(FORMULA_WITHIN, "$1'").replace(FORMULA, "'$&");
}

const quoteCell = (cell: string) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
