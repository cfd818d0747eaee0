import { compareCodePoints } from './code-point-order.ts';
import type { Example } from './example.ts';
import { hashFraction } from './hash-text.ts';
import { shareOut } from './share-out.ts';

/** Held-out examples beyond which judging costs more than it tells: a 95% interval is then about 2 points wide. */
export const MOST_SCORED = 1000;

/** The two sides of a dataset, and what is on neither; each in hash order. */
export interface Split {
  readonly train: readonly Example[];
  readonly validation: readonly Example[];
  /** Held out, but neither scored nor trained on: see {@link MOST_SCORED}. */
  readonly surplus: readonly Example[];
}

/**
 * Splits examples by the hashes of their texts: those under `fraction` are held out. An example's side depends on nothing
 * else in the file, with one exception: a class of two or more different texts is on both sides, so that of a class that
 * lies wholly on one side the lowest hash is held out, or the highest trained on. A class of one text is trained on.
 */
export function splitExamples(examples: readonly Example[], fraction: number): Split {
  const train: Example[] = [];
  const heldOut: Example[][] = [];
  for (const [, members] of groupByLabel(examples)) {
    const sorted = members.toSorted(compareExamples);
    const end = endOfHeldOut(sorted, fraction);
    heldOut.push(sorted.slice(0, end));
    for (const example of sorted.slice(end)) train.push(example);
  }
  const quotas = shareOut(
    MOST_SCORED,
    heldOut.map((members) => members.length),
  );
  return {
    train: train.toSorted(compareExamples),
    validation: heldOut.flatMap((members, index) => members.slice(0, quotas[index])).toSorted(compareExamples),
    surplus: heldOut.flatMap((members, index) => members.slice(quotas[index])).toSorted(compareExamples),
  };
}

/** Hash order: by the text's hash, then by label, text and row, so that it is the same whatever the file's order was. */
export function compareExamples(a: Example, b: Example): number {
  if (a.hash !== b.hash) return a.hash < b.hash ? -1 : 1;
  return compareCodePoints(a.label, b.label) || compareCodePoints(a.text, b.text) || a.row - b.row;
}

/** Where in one class's examples, in hash order, the held-out ones end. Texts of equal hash stay together. */
function endOfHeldOut(sorted: readonly Example[], fraction: number): number {
  const found = sorted.findIndex(({ hash }) => hashFraction(hash) >= fraction);
  const end = found === -1 ? sorted.length : found;
  const [first, last] = [sorted[0]?.hash, sorted.at(-1)?.hash];
  if (first === last) return 0;
  if (end === 0) return sorted.findIndex(({ hash }) => hash !== first);
  return end === sorted.length ? sorted.findIndex(({ hash }) => hash === last) : end;
}

/** Examples by label, in the order of the labels' code points. */
export function groupByLabel(examples: readonly Example[]): [string, Example[]][] {
  const groups = Map.groupBy(examples, ({ label }) => label);
  return [...groups].toSorted(([a], [b]) => compareCodePoints(a, b));
}
