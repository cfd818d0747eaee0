import type { Decided } from './decide.ts';
import type { ReadSources } from './read-sources.ts';
import {
  LEAST_EXAMPLES,
  MOST_LABELS,
  refuseBroken,
  refuseEmptyOwnSide,
  refuseEmptySide,
  refuseOneLabel,
  refuseSeveralLabels,
  refuseStrangeTestSet,
  refuseTooFew,
  refuseTooManyLabels,
} from './refusals.ts';
import { findSeveralLabels } from './several-labels.ts';
import { countTrained } from './split.ts';

/**
 * What the files must fulfil as they were read, each by itself.
 * @throws LabelsmithError `UnusableSource` for too many broken rows, and for several labels in one cell
 */
export function requireReadable({ broken, sources, table }: ReadSources, mostBroken: number): void {
  const several = findSeveralLabels(table);
  for (const { firstRow, name, rows } of sources) {
    const own = broken
      .filter(({ row }) => row >= firstRow && row < firstRow + rows)
      .map((found) => ({ ...found, row: found.row - firstRow }));
    if (own.length > mostBroken * rows) throw refuseBroken(name, own, rows);
    if (several !== undefined && several >= firstRow && several < firstRow + rows) {
      throw refuseSeveralLabels(name, several - firstRow);
    }
  }
}

/**
 * What must be left of a file after its unfit rows were removed.
 * @throws LabelsmithError `UnusableSource` for too few examples, a single label, and more labels than can be classes
 */
export function requireLearnable(file: string, { rows, table }: ReadSources, { classes, usable }: Decided): void {
  if (usable < LEAST_EXAMPLES) throw refuseTooFew(file, usable, rows);
  const labels = classes.labels();
  if (labels.length === 1) throw refuseOneLabel(file, table.labels[labels[0] ?? 0] ?? '');
  if (labels.length > MOST_LABELS) throw refuseTooManyLabels(file, labels.length);
}

/** @throws LabelsmithError `UnusableSource` when there is nothing to learn from, or nothing to judge by */
export function requireBothSides(file: string, decided: Decided): void {
  const byLabel = countTrained(decided);
  const trained = [...byLabel.values()].reduce((sum, count) => sum + count, 0);
  const heldOut = decided.classes.labels().filter((label) => (decided.classes.get(label)?.heldOut ?? 0) > 0);
  if (trained > 0 && heldOut.length > 0) {
    if (heldOut.some((label) => byLabel.has(label))) return;
    throw refuseStrangeTestSet(file);
  }
  throw decided.ownSplit ? refuseEmptyOwnSide(file, trained === 0 ? 'train on' : 'hold out') : refuseEmptySide(file);
}
