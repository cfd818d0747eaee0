import { knowsLabelColumn, knowsTextColumn } from '../columns/well-known-names.ts';
import { nameColumns, placeholderName } from './names-of-columns.ts';
import { type Cells, cellOf, isCells } from './source-row.ts';

type Column = readonly [name: string, values: readonly unknown[]];

/**
 * The records of a JSON document: a list of objects, or of lists; an object of columns of equal length; the forms in which
 * pandas writes a data frame (`records`, `columns`, `index`, `split`, `table`, `values`); or an object whose only list
 * holds the objects. Undefined when it is none of these.
 */
export function findRecords(document: unknown): readonly unknown[] | undefined {
  if (Array.isArray(document)) return isTable(document) ? nameCells(document) : document;
  if (!isCells(document)) return undefined;
  return findSplit(document) ?? findIndexed(document) ?? findOnlyList(document) ?? findColumns(document);
}

const isTable = (rows: readonly unknown[]): rows is readonly (readonly unknown[])[] =>
  rows.length > 0 && rows.every((row) => Array.isArray(row));

/** Rows without names, of which the first may name the columns of the others. */
function nameCells(rows: readonly (readonly unknown[])[]): readonly unknown[] {
  const [first = []] = rows;
  const named = first.every((cell) => typeof cell === 'string');
  const known = named && first.some(knowsTextColumn) && first.some(knowsLabelColumn);
  if (known) return nameRows(nameColumns(first), rows.slice(1));
  return nameRows(
    first.map((_, column) => placeholderName(column)),
    rows,
  );
}

/** A row of another length stays a list, and is reported for it. */
function nameRows(names: readonly string[], rows: readonly unknown[]): readonly unknown[] {
  return rows.map((row) =>
    Array.isArray(row) && row.length === names.length
      ? Object.fromEntries(names.map((name, column) => [name, row[column]]))
      : row,
  );
}

/** `{"columns": [...], "index": [...], "data": [[...], ...]}` */
function findSplit(document: Cells): readonly unknown[] | undefined {
  const columns = cellOf(document, 'columns');
  const data = cellOf(document, 'data');
  if (!Array.isArray(columns) || !Array.isArray(data) || !isTable(data)) return undefined;
  return columns.every((name) => typeof name === 'string') ? nameRows(nameColumns(columns), data) : undefined;
}

const isPosition = (key: string) => /^\d+$/.test(key);

/** `{"0": {"text": ..., "label": ...}, ...}`: an object of rows. An object of columns has the names on the outside. */
function findIndexed(document: Cells): readonly unknown[] | undefined {
  const rows = Object.values(document);
  const [first] = rows;
  if (!isCells(first) || !rows.every(isCells)) return undefined;
  const inside = Object.keys(first);
  const outside = Object.keys(document);
  const isColumns = inside.every(isPosition) || (outside.some(knowsTextColumn) && outside.some(knowsLabelColumn));
  return isColumns && !outside.every(isPosition) ? undefined : rows;
}

/** `{"text": [...], "label": [...]}`, or with objects from row to value in the place of lists. */
function findColumns(document: Cells): readonly unknown[] | undefined {
  const columns: Column[] = [];
  for (const [name, values] of Object.entries(document)) {
    if (Array.isArray(values)) columns.push([name, values]);
    else if (isCells(values)) columns.push([name, Object.values(values)]);
  }
  const length = columns[0]?.[1].length ?? 0;
  if (columns.length < 2 || columns.some(([, values]) => values.length !== length)) return undefined;
  return Array.from({ length }, (_, row) => Object.fromEntries(columns.map(([name, values]) => [name, values[row]])));
}

function findOnlyList(document: Cells): readonly unknown[] | undefined {
  const lists = Object.values(document).filter((values) => Array.isArray(values));
  return lists.length === 1 && lists[0]?.some(isCells) ? lists[0] : undefined;
}
