import type { Example } from './example.ts';
import type { SourceExamples } from './read-examples.ts';
import {
  LEAST_EXAMPLES,
  MOST_LABELS,
  refuseBroken,
  refuseOneLabel,
  refuseTooFew,
  refuseTooManyLabels,
} from './refusals.ts';
import { findSeveralLabels } from './several-labels.ts';

/**
 * What a file must fulfil as it was read.
 * @throws LabelsmithError `UnusableSource` for too many broken rows, and for several labels in one cell
 */
export function requireReadable(file: string, read: SourceExamples, maxBrokenShare: number): void {
  if (read.broken.length > maxBrokenShare * read.rows) throw refuseBroken(file, read.broken, read.rows);
  const several = findSeveralLabels(file, read.examples);
  if (several) throw several;
}

/**
 * What must be left of a file after its unfit rows were removed.
 * @throws LabelsmithError `UnusableSource` for too few examples, a single label, and more labels than can be classes
 */
export function requireLearnable(file: string, kept: readonly Example[], rows: number): void {
  const usable = kept.filter(({ text }) => text.trim() !== '').length;
  if (usable < LEAST_EXAMPLES) throw refuseTooFew(file, usable, rows);
  const labels = new Set(kept.map(({ label }) => label));
  const [first] = labels;
  if (labels.size === 1 && first !== undefined) throw refuseOneLabel(file, first);
  if (labels.size > MOST_LABELS) throw refuseTooManyLabels(file, labels.size);
}
