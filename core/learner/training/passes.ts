import type { SparseRows } from '../vectors/sparse-rows.ts';

/** Above this many entries times classes a pass takes a second or more. */
const MUCH_WORK = 1e8;

/** Whether a pass over the rows takes so long that passes which help little are left out. */
export function isMuchWork(rows: SparseRows, classCount: number, count = rows.count): boolean {
  return (rows.columns.length / Math.max(rows.count, 1)) * count * classCount > MUCH_WORK;
}

/**
 * An epoch that adds less to the objective than this ends a training that nobody limits: accuracy no longer moves by then.
 * Where there is much work, it moves too little for another second or two of it.
 */
export const leastImprovement = (rows: SparseRows, classCount: number): number =>
  isMuchWork(rows, classCount) ? 0.01 : 0.005;
