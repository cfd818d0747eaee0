import type { Cells } from '../reading/source-row.ts';

/** What one row says, before it is known to be usable; empty strings where it says nothing. */
export type Extracted =
  | { readonly text: string; readonly label: string }
  /** As the end of a sentence that begins with the row's number. */
  | { readonly broken: string }
  /** The row has several labels, which this product cannot learn from. */
  | { readonly severalLabels: true };

/** How a file's rows hold text and label: decided once on the first rows, then applied to every row. */
export interface Shape {
  readonly text: string;
  readonly label: string;
  /** One sentence for a person: which columns were chosen, and for what reason. */
  readonly why: string;
  /** Columns that were found and are not used. */
  readonly unused: readonly string[];
  extract(cells: Cells): Extracted;
}

/** A scalar cell as text; undefined for a list or an object, which is no text. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Half a surrogate pair, as a cut emoji leaves it, cannot be written as UTF-8. */
export const HALF_CHARACTER = 'holds half a character (a surrogate without its pair)';
