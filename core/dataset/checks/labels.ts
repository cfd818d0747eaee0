import { compareCodePoints } from '../code-point-order.ts';
import type { LabelTable } from '../records/label-table.ts';

/** What the labels of a file mean: which count as one, and which as none. */
export interface LabelMeaning {
  /** For every label of the table the one that stands for it: itself, unless labels are merged. */
  readonly standsFor: Uint32Array;
  /** Labels that say nothing. */
  readonly empty: ReadonlySet<number>;
  /** Groups of labels that differ in case, space or Unicode form only; the first of each would stand for the others. */
  readonly similar: readonly (readonly number[])[];
  /** Whether the first of each group stands for the others. */
  readonly merged: boolean;
  /** The labels of all those groups. */
  readonly alike: ReadonlySet<number>;
}

/** Labels that are equal in this form are taken for one label written in several ways. */
const foldLabel = (label: string) => label.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();

/** Finds labels written in several ways, and makes one of each if `merge` is set: the most frequent spelling. */
export function understandLabels({ labels, counts }: LabelTable, merge: boolean): LabelMeaning {
  const numbers = labels.map((_, number) => number);
  const empty = new Set(numbers.filter((number) => labels[number]?.trim() === ''));
  const groups = Map.groupBy(
    numbers.filter((number) => !empty.has(number)),
    (number) => foldLabel(labels[number] ?? ''),
  );
  const byFrequency = (a: number, b: number) =>
    (counts[b] ?? 0) - (counts[a] ?? 0) || compareCodePoints(labels[a] ?? '', labels[b] ?? '');
  const similar = [...groups.values()].filter((group) => group.length > 1).map((group) => group.sort(byFrequency));
  const standsFor = Uint32Array.from(numbers);
  if (merge) for (const group of similar) for (const number of group) standsFor[number] = group[0] ?? number;
  return { standsFor, empty, similar, merged: merge, alike: new Set(similar.flat()) };
}
