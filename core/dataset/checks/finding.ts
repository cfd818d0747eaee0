import type { Check } from '../../contract/dataset.ts';
import type { Example } from '../example.ts';

/** Ids of the checks. Reports, settings and other programs refer to them: an id is never changed or used again. */
export type CheckId =
  | 'broken-row'
  | 'empty-text'
  | 'empty-label'
  | 'contradictory-labels'
  | 'duplicate'
  | 'long-text'
  | 'rare-class'
  | 'single-example-class'
  | 'class-imbalance'
  | 'few-examples'
  | 'many-labels'
  | 'similar-labels'
  | 'extra-columns'
  | 'held-out-surplus';

export interface Finding extends Check {
  readonly id: CheckId;
}

/** The rows of some examples, in the file's order. */
export function rowsOf(examples: readonly Example[]): number[] {
  return examples.map(({ row }) => row).sort((a, b) => a - b);
}

/** `1 row`, `2 rows`: a count with its noun. */
export const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;
