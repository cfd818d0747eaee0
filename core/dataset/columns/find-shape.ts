import { placeholderName } from '../reading/names-of-columns.ts';
import type { Cells } from '../reading/source-row.ts';
import { cutName, listNames, unusable } from '../unusable.ts';
import { CHAT_REASON, MESSAGES } from './chat-shape.ts';
import { type ChosenColumns, mayCarryMarks } from './column-shape.ts';
import { guessByPosition } from './positions.ts';
import { type Shape, type ShapeSpec, shapeOf } from './shape.ts';
import { guessSplitColumn, type SplitColumn } from './split-column.ts';
import { foldName, LABEL_NAMES, TEXT_NAMES } from './well-known-names.ts';

/** The columns that a file's owner has named. */
export interface DeclaredColumns {
  /** Several, separated by commas, are joined by a line feed. */
  readonly textColumn?: string | undefined;
  readonly labelColumn?: string | undefined;
  readonly splitColumn?: string | undefined;
}

/** Columns that were chosen, and why. */
interface Choice extends ChosenColumns {
  readonly why: string;
}

/**
 * Decides from a file's first rows which columns hold text and label: as declared, else by well-known names, else as chat
 * messages, else by position where the columns have no names of their own; and whether one of the others says which side
 * of the split a row is on.
 * @throws LabelsmithError `UnusableSource` when a column is missing; the message lists those that were found
 */
export function findShape(file: string, first: readonly Cells[], declared: DeclaredColumns): Shape {
  const columns = [...new Set(first.flatMap((cells) => Object.keys(cells)))];
  const text = findText(file, columns, declared.textColumn);
  const label = findLabel(file, columns, declared.labelColumn);
  const isChat = !(text && label) && columns.includes(MESSAGES) && !text?.declared && !label?.declared;
  if (isChat) {
    const split = findSplit(file, first, columns, [MESSAGES], declared.splitColumn);
    return shapeOf({ kind: 'chat', ...describe(CHAT_REASON, columns, [MESSAGES], split) });
  }
  const chosen = text && label ? combine(text, label) : guessByPosition(first, columns);
  if (!chosen) throw missing(file, columns, text ? 'label' : label ? 'text' : 'text or label');
  if (chosen.text.includes(chosen.label)) {
    throw unusable(file, `"${cutName(chosen.label)}" is both text and label`, 'Declare two different columns.');
  }
  const used = [...chosen.text, chosen.label];
  const split = findSplit(file, first, columns, used, declared.splitColumn);
  const { why, ...names } = chosen;
  return shapeOf({ kind: 'columns', ...names, marked: mayCarryMarks(chosen), ...describe(why, columns, used, split) });
}

interface FoundSplit extends SplitColumn {
  readonly because: string;
}

function findSplit(
  file: string,
  first: readonly Cells[],
  columns: readonly string[],
  used: readonly string[],
  declared: string | undefined,
): FoundSplit | undefined {
  if (declared === undefined) {
    const others = columns.filter((column) => !used.includes(column));
    const guessed = guessSplitColumn(first, others);
    return guessed && { ...guessed, because: 'has a well-known name and says so of every row' };
  }
  const column = requireNamed(file, columns, declared);
  if (!used.includes(column)) return { column, because: 'was declared' };
  throw unusable(
    file,
    `"${cutName(column)}" is the split column and a column of text or label`,
    'Declare another one.',
  );
}

function describe(
  why: string,
  columns: readonly string[],
  used: readonly string[],
  split: FoundSplit | undefined,
): Pick<ShapeSpec, 'why' | 'unused' | 'split'> {
  const unused = columns.filter((column) => !used.includes(column) && column !== split?.column);
  if (!split) return { why, unused };
  const { column, because } = split;
  return { why: `${why} Train or test: "${cutName(column)}", which ${because}.`, unused, split: { column } };
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

function combine(text: Found<readonly string[]>, label: Found<string>): Choice {
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
    `Declare the columns (textColumn and labelColumn in settings.json, as by labelsmith settings NAME textColumn=... labelColumn=...; of labelsmith prepare, --text-column and --label-column), or name them e.g. "${TEXT_NAMES[0]}" and "${LABEL_NAMES[0]}".`,
  );
}
