import type { Side } from './split-column.ts';

/** What one row says, before it is known to be usable; empty strings where it says nothing. */
export type Extracted =
  /** `side` is what the row says in the split column, where there is one. */
  | { readonly text: string; readonly label: string; readonly side?: Side }
  /** As the end of a sentence that begins with the row's number. */
  | { readonly broken: string }
  /** The row has several labels, which this product cannot learn from. */
  | { readonly severalLabels: true };
