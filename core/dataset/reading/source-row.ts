/** A row's cells by column name. A name is a column's own only when `Object.hasOwn` says so. */
export type Cells = Readonly<Record<string, unknown>>;

/** One record of the user's file, counted from 0; header and blank lines are not counted. */
export type SourceRow =
  | { readonly row: number; readonly cells: Cells }
  /** `broken` says why the row could not be read, as the end of a sentence that begins with the row's number. */
  | { readonly row: number; readonly broken: string };

/** The value of one cell, or undefined when the row has no such column. */
export function cellOf(cells: Cells, column: string): unknown {
  return Object.hasOwn(cells, column) ? cells[column] : undefined;
}

export const NOT_UTF8 = 'holds bytes that are not UTF-8';
