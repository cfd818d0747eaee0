import type { DetailedMetrics } from '../contract/evaluation.ts';
import { wilsonInterval } from './intervals.ts';

/** Wilson's 95% intervals of one class. */
export interface ClassIntervals {
  readonly label: string;
  /** Among the examples that were answered with it; [0, 1] when none was. */
  readonly precisionInterval: [number, number];
  /** Among the examples that it was expected of; [0, 1] when none was. An answer without a label counts as missed. */
  readonly recallInterval: [number, number];
}

/** The intervals of every class, in the order of the tables that `measure` made. */
export function intervalsPerClass({ perClass, confusion }: DetailedMetrics): ClassIntervals[] {
  return perClass.map(({ label, support }, index) => {
    const hits = confusion.counts[index]?.[index] ?? 0;
    const answered = confusion.counts.reduce((sum, row) => sum + (row[index] ?? 0), 0);
    return {
      label,
      precisionInterval: wilsonInterval(hits, answered),
      recallInterval: wilsonInterval(hits, support),
    };
  });
}
