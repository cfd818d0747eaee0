import type { Cells } from '../reading/source-row.ts';
import { extractChat, MESSAGES } from './chat-shape.ts';
import { extractColumns } from './column-shape.ts';
import type { Extracted } from './extracted.ts';
import { noSide, type SplitColumn, sideOf } from './split-column.ts';

/** All that makes a shape, as JSON: what one thread has found out, another one can work by. */
export type ShapeSpec = {
  /** One sentence for a person: which columns were chosen, and for what reason. */
  readonly why: string;
  /** Columns that were found and are not used. */
  readonly unused: readonly string[];
  /** The column that says which side a row is on, where there is one. */
  readonly split?: SplitColumn;
} & (
  | { readonly kind: 'chat' }
  | {
      readonly kind: 'columns';
      readonly text: readonly string[];
      readonly label: string;
      /** Prompts and completions may carry the marks that they were once prepared with. */
      readonly marked: boolean;
    }
);

/** How a file's rows hold text and label: decided once on the first rows, then applied to every row. */
export interface Shape {
  readonly spec: ShapeSpec;
  readonly text: string;
  readonly label: string;
  readonly why: string;
  readonly unused: readonly string[];
  extract(cells: Cells): Extracted;
}

/** Half a surrogate pair, as a cut emoji leaves it, cannot be written as UTF-8. */
export const HALF_CHARACTER = 'holds half a character (a surrogate without its pair)';

/** The shape that a description stands for. */
export function shapeOf(spec: ShapeSpec): Shape {
  const { why, unused, split } = spec;
  const extract = spec.kind === 'chat' ? extractChat : (cells: Cells) => extractColumns(cells, spec);
  const [text, label] =
    spec.kind === 'chat' ? [`${MESSAGES}.user`, `${MESSAGES}.assistant`] : [spec.text.join(', '), spec.label];
  return {
    spec,
    text,
    label,
    why,
    unused,
    extract: split ? (cells) => withSide(extract(cells), cells, split) : extract,
  };
}

function withSide(extracted: Extracted, cells: Cells, split: SplitColumn): Extracted {
  if (!('text' in extracted)) return extracted;
  const side = sideOf(cells, split);
  return side ? { ...extracted, side } : { broken: noSide(split) };
}
