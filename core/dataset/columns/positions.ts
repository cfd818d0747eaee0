import { type Cells, cellOf } from '../reading/source-row.ts';
import type { ChosenColumns } from './column-shape.ts';

/** Names that say nothing but a place: ours, R's and those of spreadsheets without a header. */
const PLACE = /^(?:column|col|v|x|field)?[ _]?\d+$/i;
/** Rows under which nothing is guessed. */
const LEAST_ROWS = 4;

/**
 * Text and label among exactly two columns that have no names of their own: labels repeat, texts do not. Undefined when
 * there are other columns with content, or when the values do not decide it clearly.
 */
export function guessByPosition(
  rows: readonly Cells[],
  columns: readonly string[],
): (ChosenColumns & { readonly why: string }) | undefined {
  const filled = columns.filter((column) => share(rows, (cells) => !isEmpty(cellOf(cells, column))) > 0.5);
  const [first, second] = filled;
  if (filled.length !== 2 || first === undefined || second === undefined) return undefined;
  if (!filled.every((column) => PLACE.test(column)) || rows.length < LEAST_ROWS) return undefined;
  const [label, text] = distinct(rows, first) <= distinct(rows, second) ? [first, second] : [second, first];
  if (distinct(rows, label) > rows.length / 2 || distinct(rows, text) < 2 * distinct(rows, label)) return undefined;
  return {
    text: [text],
    label,
    why: `The two columns have no names: the values of "${label}" repeat as labels do, those of "${text}" are the texts.`,
  };
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === '';
const share = (rows: readonly Cells[], holds: (cells: Cells) => boolean) => rows.filter(holds).length / rows.length;
const distinct = (rows: readonly Cells[], column: string) => new Set(rows.map((cells) => cellOf(cells, column))).size;
