import { sharedDoubles } from '../shared-arrays.ts';
import type { MachineGroup } from './machines.ts';

/** A linear classifier's weights as they lie in training: group by group of machines. */
export interface LinearWeights {
  readonly classCount: number;
  /** Scores that a row gets: 1 for two classes, else one for each class. */
  readonly columns: number;
  /** Size of the vocabulary. */
  readonly features: number;
  readonly groups: readonly MachineGroup[];
}

/** Puts the scores of groups side by side: `scores[row * columns + column]`. */
export function joinGroups(
  byGroup: readonly Float32Array[],
  groups: readonly Pick<MachineGroup, 'first' | 'count'>[],
  { columns, rows }: { columns: number; rows: number },
): Float64Array {
  const joined = sharedDoubles(rows * columns);
  for (const [index, { first, count }] of groups.entries()) {
    const scores = byGroup[index] ?? new Float32Array(0);
    for (let row = 0; row < rows; row += 1) {
      for (let place = 0; place < count; place += 1)
        joined[row * columns + first + place] = scores[row * count + place] ?? 0;
    }
  }
  return joined;
}
