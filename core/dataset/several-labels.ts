import type { LabelTable } from './records/label-table.ts';

/** A list written into one cell, as Python and JSON print it, with two members at least. */
const LIST_IN_CELL = /^\s*[[{(].*,.*[\]})]\s*$/s;
const SEPARATORS = /[,;|]/;
/** Share of rows with a composed label from which it is a habit and not one class's odd name. */
const LEAST_COMPOSED_SHARE = 0.01;

/**
 * The first row whose label is several labels in one cell: a list in brackets, or labels joined by a separator that also
 * occur by themselves (`a`, `b` and `a,b`). Undefined when every text has one label.
 */
export function findSeveralLabels({ counts, firstRows, labels }: LabelTable): number | undefined {
  const known = new Set(labels);
  const composed = [...labels.keys()].filter((number) => {
    const label = labels[number] ?? '';
    return LIST_IN_CELL.test(label) || isJoined(label, known);
  });
  const sum = (numbers: Iterable<number>) => [...numbers].reduce((all, number) => all + (counts[number] ?? 0), 0);
  if (composed.length === 0 || sum(composed) < LEAST_COMPOSED_SHARE * sum(labels.keys())) return undefined;
  return composed.reduce((first, number) => Math.min(first, firstRows[number] ?? first), Number.POSITIVE_INFINITY);
}

function isJoined(label: string, labels: ReadonlySet<string>): boolean {
  const parts = label.split(SEPARATORS).map((part) => part.trim());
  return parts.length > 1 && parts.every((part) => part !== '' && labels.has(part));
}
