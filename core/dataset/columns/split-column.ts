import { type Cells, cellOf } from '../reading/source-row.ts';
import { cutName } from '../unusable.ts';
import { foldName } from './well-known-names.ts';

/** The side of the split that an example is on: what the model learns from, or what it is judged by. */
export type Side = 'train' | 'validation';

/** A column that divides the rows in two, as their owner wants it. */
export interface SplitColumn {
  readonly column: string;
}

const SPLIT_NAMES: ReadonlySet<string> = new Set(['split', 'set', 'subset', 'partition', 'fold']);
const SIDES: ReadonlyMap<string, Side> = new Map([
  ...['train', 'training', 'learn'].map((value) => [value, 'train'] as const),
  ...['test', 'testing', 'validation', 'valid', 'val', 'dev', 'eval', 'held-out', 'heldout'].map(
    (value) => [value, 'validation'] as const,
  ),
]);

/** The side that a row is on; undefined when its split column says neither. */
export function sideOf(cells: Cells, { column }: SplitColumn): Side | undefined {
  const value = cellOf(cells, column);
  return typeof value === 'string' ? SIDES.get(foldName(value)) : undefined;
}

/** Why a row is broken whose split column says neither. */
export const noSide = ({ column }: SplitColumn) =>
  `says neither "train" nor "test" (or a word for it) in the column "${cutName(column)}"`;

/** A column of a well-known name that says of every one of the first rows which side it is on. */
export function guessSplitColumn(rows: readonly Cells[], columns: readonly string[]): SplitColumn | undefined {
  const column = columns.find(
    (name) => SPLIT_NAMES.has(foldName(name)) && rows.every((cells) => sideOf(cells, { column: name }) !== undefined),
  );
  return column === undefined ? undefined : { column };
}
