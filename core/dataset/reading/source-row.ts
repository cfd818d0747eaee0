/** A row's cells by column name. A name is a column's own only when `Object.hasOwn` says so. */
export type Cells = Readonly<Record<string, unknown>>;

/** One record of the user's file, counted from 0; header and blank lines are not counted. */
export type SourceRow =
  | { readonly row: number; readonly cells: Cells }
  | {
      readonly row: number;
      /** Says why the row could not be read, as the end of a sentence that begins with the row's number. */
      readonly broken: string;
      /** Where the row begins: bytes from the start of the user's file after unpacking, in the file's own encoding. */
      readonly offset?: number;
    };

/** The value of one cell, or undefined when the row has no such column. */
export function cellOf(cells: Cells, column: string): unknown {
  return Object.hasOwn(cells, column) ? cells[column] : undefined;
}

/** True for what JSON calls an object. */
export function isCells(value: unknown): value is Cells {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const WRONG_BYTES = 'holds bytes that are not ';

/** Why a row is broken whose bytes are not of the file's encoding. */
export const wrongBytes = (encoding: string) => `${WRONG_BYTES}${encoding}`;

/** True for the reasons that {@link wrongBytes} gives: another encoding may be the remedy. */
export const isWrongBytes = (reason: string) => reason.startsWith(WRONG_BYTES);

export const NOT_UTF8 = wrongBytes('UTF-8');
