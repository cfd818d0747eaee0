import { COMPLETION_START, PROMPT_SEPARATOR } from '../../contract/example-format.ts';
import { type Cells, cellOf } from '../reading/source-row.ts';
import { type Extracted, type Shape, scalarText } from './shape.ts';
import { foldName } from './well-known-names.ts';

export interface ChosenColumns {
  readonly text: readonly string[];
  readonly label: string;
  readonly why: string;
}

/** The shape of rows with a column (or several) of text and one of labels. */
export function columnShape(chosen: ChosenColumns, columns: readonly string[]): Shape {
  const [only] = chosen.text;
  const marked =
    chosen.text.length === 1 && foldName(only ?? '') === 'prompt' && foldName(chosen.label) === 'completion';
  const extract = (cells: Cells) => extractColumns(cells, chosen);
  return {
    text: chosen.text.join(', '),
    label: chosen.label,
    why: chosen.why,
    unused: columns.filter((column) => column !== chosen.label && !chosen.text.includes(column)),
    extract: marked ? (cells) => withoutMarks(extract(cells)) : extract,
  };
}

function extractColumns(cells: Cells, { text, label }: ChosenColumns): Extracted {
  const texts: string[] = [];
  for (const column of text) {
    const cell = scalarText(cellOf(cells, column));
    if (cell === undefined) return { broken: `holds no text in column "${column}" but a list or an object` };
    texts.push(cell);
  }
  const joined = texts.length === 1 ? (texts[0] ?? '') : texts.filter((part) => part !== '').join('\n');
  const value = cellOf(cells, label);
  if (!Array.isArray(value)) return withLabel(joined, label, value);
  return value.length > 1 ? { severalLabels: true } : withLabel(joined, label, value[0]);
}

function withLabel(text: string, column: string, value: unknown): Extracted {
  const label = scalarText(value);
  return label === undefined ? { broken: `holds no label in column "${column}" but an object` } : { text, label };
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
