import type { SparseRows } from '../vectors/sparse-rows.ts';
import type { Workers } from '../work.ts';
import { joinGroups, type LinearWeights } from './weights.ts';

/** The scores of all rows: `scores[row * columns + column]`. */
export async function scoreAll(
  { columns, groups }: LinearWeights,
  rows: SparseRows,
  workers: Workers,
): Promise<Float64Array> {
  const byGroup = await workers<'score'>(groups.map((group) => ({ kind: 'score', group, rows })));
  return joinGroups(byGroup, groups, { columns, rows: rows.count });
}
