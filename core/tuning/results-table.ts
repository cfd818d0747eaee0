import { parse } from 'csv-parse/sync';

/** One row of a result file: the numbers by their column's name. Blank cells are left out. */
export type ResultsRow = Readonly<Record<string, number>>;

/**
 * Reads a result file by its header, since the columns' names differ between hosts. Rows without any number are left
 * out, so that a file with a header alone, or one of zero bytes, gives no rows.
 */
export function parseResults(csv: string): ResultsRow[] {
  const records: Record<string, string>[] = parse(csv, {
    columns: true,
    bom: true,
    relax_column_count: true,
    trim: true,
  });
  return records.flatMap((record) => {
    const numbers = Object.entries(record).filter(([, cell]) => cell !== '' && Number.isFinite(Number(cell)));
    return numbers.length ? [Object.fromEntries(numbers.map(([name, cell]) => [name, Number(cell)]))] : [];
  });
}

/** The text of a result file's body, which some hosts send as base64 of the CSV and some as the CSV. */
export function decodeResults(body: string): string {
  const compact = body.replace(/\s+/g, '');
  if (compact === '' || compact.includes(',') || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return body;
  const decoded = Buffer.from(compact, 'base64').toString('utf8');
  return decoded.includes(',') ? decoded : body;
}
