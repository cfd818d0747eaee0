import { COMPLETION_START, PROMPT_SEPARATOR } from '../../contract/prompt-marks.ts';
import { type Cells, cellOf } from '../reading/source-row.ts';
import { cutName } from '../unusable.ts';
import type { Extracted } from './extracted.ts';
import { scalarText } from './scalar-text.ts';
import { foldName } from './well-known-names.ts';

/** Where a row has its text, in one column or in several, and its label. */
export interface ChosenColumns {
  readonly text: readonly string[];
  readonly label: string;
}

/** True for the columns of prompts and completions, which may carry marks from an earlier preparation. */
export const mayCarryMarks = ({ text, label }: ChosenColumns) =>
  text.length === 1 && foldName(text[0] ?? '') === 'prompt' && foldName(label) === 'completion';

/** What a row with a column (or several) of text and one of labels says. */
export function extractColumns(cells: Cells, chosen: ChosenColumns & { readonly marked: boolean }): Extracted {
  const extracted = extractPair(cells, chosen);
  return chosen.marked ? withoutMarks(extracted) : extracted;
}

function extractPair(cells: Cells, { text, label }: ChosenColumns): Extracted {
  const texts: string[] = [];
  for (const column of text) {
    const cell = scalarText(cellOf(cells, column));
    if (cell === undefined) return { broken: `holds no text in column "${cutName(column)}" but a list or an object` };
    texts.push(cell);
  }
  const joined = texts.length === 1 ? (texts[0] ?? '') : texts.filter((part) => part !== '').join('\n');
  const value = cellOf(cells, label);
  if (!Array.isArray(value)) return withLabel(joined, label, value);
  return value.length > 1 ? { severalLabels: true } : withLabel(joined, label, value[0]);
}

function withLabel(text: string, column: string, value: unknown): Extracted {
  const label = scalarText(value);
  return label === undefined
    ? { broken: `holds no label in column "${cutName(column)}" but an object` }
    : { text, label };
}

/** Prompts and completions that were prepared before carry marks which are written anew. */
function withoutMarks(extracted: Extracted): Extracted {
  if (!('text' in extracted)) return extracted;
  const { text, label } = extracted;
  return {
    text: text.endsWith(PROMPT_SEPARATOR) ? text.slice(0, -PROMPT_SEPARATOR.length) : text,
    label: label.startsWith(COMPLETION_START) ? label.slice(COMPLETION_START.length) : label,
  };
}
