import type { LabelsmithError } from '../errors.ts';
import type { Example } from './example.ts';
import { refuseSeveralLabels } from './refusals.ts';

/** A list written into one cell, as Python and JSON print it, with two members at least. */
const LIST_IN_CELL = /^\s*[[{(].*,.*[\]})]\s*$/s;
const SEPARATORS = /[,;|]/;
/** Share of rows with a composed label from which it is a habit and not one class's odd name. */
const LEAST_COMPOSED_SHARE = 0.01;

/**
 * The refusal of examples whose labels are several labels in one cell: a list in brackets, or labels joined by a separator
 * that also occur by themselves (`a`, `b` and `a,b`). Undefined when every text has one label.
 */
export function findSeveralLabels(file: string, examples: readonly Example[]): LabelsmithError | undefined {
  const labels = new Set(examples.map(({ label }) => label));
  const composed = new Set([...labels].filter((label) => LIST_IN_CELL.test(label) || isJoined(label, labels)));
  if (composed.size === 0) return undefined;
  const rows = examples.filter(({ label }) => composed.has(label));
  const [first] = rows;
  return first && rows.length >= LEAST_COMPOSED_SHARE * examples.length
    ? refuseSeveralLabels(file, first.row)
    : undefined;
}

function isJoined(label: string, labels: ReadonlySet<string>): boolean {
  const parts = label.split(SEPARATORS).map((part) => part.trim());
  return parts.length > 1 && parts.every((part) => part !== '' && labels.has(part));
}
