import type { PrepareOptions } from '../options.ts';
import { placeholderName } from '../reading/delimited.ts';
import type { Cells } from '../reading/source-row.ts';
import { cutName, listNames, unusable } from '../unusable.ts';
import { chatShape } from './chat-shape.ts';
import { type ChosenColumns, columnShape } from './column-shape.ts';
import { guessByPosition } from './positions.ts';
import type { Shape } from './shape.ts';
import { foldName, LABEL_NAMES, TEXT_NAMES } from './well-known-names.ts';

/**
 * Decides from a file's first rows which columns hold text and label: as declared, else by
 * well-known names, else as chat messages, else by position where the columns have no names of their own.
 * @throws LabelsmithError `UnusableSource` when a column is missing; the message lists those that were found
 */
export function findShape(file: string, first: readonly Cells[], options: PrepareOptions): Shape {
  const columns = [...new Set(first.flatMap((cells) => Object.keys(cells)))];
  const text = findText(file, columns, options.textColumn);
  const label = findLabel(file, columns, options.labelColumn);
  const chat = text && label ? undefined : chatShape(columns);
  if (chat && !text?.declared && !label?.declared) return chat;
  const chosen = text && label ? combine(text, label) : guessByPosition(first, columns);
  if (!chosen) throw missing(file, columns, text ? 'label' : label ? 'text' : 'text or label');
  if (chosen.text.includes(chosen.label)) {
    throw unusable(file, `"${cutName(chosen.label)}" is both text and label`, 'Declare two different columns.');
  }
  return columnShape(chosen, columns);
}

interface Found<T> {
  readonly found: T;
  readonly declared: boolean;
}

function findText(file: string, columns: readonly string[], declared?: string): Found<readonly string[]> | undefined {
  if (declared === undefined) {
    const found = findKnown(columns, TEXT_NAMES);
    return found === undefined ? undefined : { found: [found], declared: false };
  }
  const whole = findNamed(columns, declared);
  if (whole !== undefined) return { found: [whole], declared: true };
  return { found: declared.split(',').map((name) => requireNamed(file, columns, name)), declared: true };
}

function findLabel(file: string, columns: readonly string[], declared?: string): Found<string> | undefined {
  if (declared !== undefined) return { found: requireNamed(file, columns, declared), declared: true };
  const found = findKnown(columns, LABEL_NAMES);
  return found === undefined ? undefined : { found, declared: false };
}

function findKnown(columns: readonly string[], names: readonly string[]): string | undefined {
  for (const name of names) {
    const column = columns.find((candidate) => foldName(candidate) === name);
    if (column !== undefined) return column;
  }
  return undefined;
}

/** An exact name wins over one that differs in case. */
function findNamed(columns: readonly string[], name: string): string | undefined {
  return columns.find((column) => column === name) ?? columns.find((column) => foldName(column) === foldName(name));
}

function requireNamed(file: string, columns: readonly string[], name: string): string {
  const column = findNamed(columns, name);
  if (column !== undefined) return column;
  throw unusable(
    file,
    `it has no column "${cutName(name.trim())}"; the columns found are ${listNames(columns)}`,
    'Declare columns that the file has, or rename them in the file.',
  );
}

function combine(text: Found<readonly string[]>, label: Found<string>): ChosenColumns {
  const reason = (declared: boolean) => (declared ? 'was declared' : 'has a well-known name');
  const names = text.found.map((name) => `"${name}"`).join(', ');
  const why = `Text: ${names}, which ${reason(text.declared)}; label: "${label.found}", which ${reason(label.declared)}.`;
  return { text: text.found, label: label.found, why };
}

function missing(file: string, columns: readonly string[], what: string) {
  const named = columns.filter((column, index) => column !== placeholderName(index));
  return unusable(
    file,
    columns.length === 0
      ? 'no row could be read, and so no columns were found'
      : `no ${what} column was found among ${listNames(named.length > 0 ? named : columns)}`,
    `Declare the columns, or name them e.g. "${TEXT_NAMES[0]}" and "${LABEL_NAMES[0]}".`,
  );
}
