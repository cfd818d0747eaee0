import { type MachineGroup, scoreRow } from './machines.ts';
import type { SparseRows } from './sparse-rows.ts';

/** A linear classifier's weights as they lie in training: group by group of machines. */
export interface LinearWeights {
  readonly classCount: number;
  /** Scores that a row gets: 1 for two classes, else one for each class. */
  readonly columns: number;
  /** Size of the vocabulary. */
  readonly features: number;
  readonly groups: readonly MachineGroup[];
}

/** A row's scores, one for each column. */
export function scoresOf(weights: LinearWeights, rows: SparseRows, row: number, into: Float64Array): Float64Array {
  for (const group of weights.groups) {
    const scores = new Float32Array(group.width);
    scoreRow(group, rows, row, scores);
    into.set(scores.subarray(0, group.count), group.first);
  }
  return into;
}
