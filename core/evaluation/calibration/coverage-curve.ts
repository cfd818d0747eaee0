import type { CoverageCurve } from '../../contract/evaluation.ts';
import type { CalibratedAnswers } from './calibrate-answers.ts';
import { precisionBound } from './precision-bound.ts';
import { cutsOf } from './threshold.ts';

/** Points of a curve at most: as many as a drawing of a few hundred pixels can show. */
const MOST_POINTS = 60;
/** Steps are fractions: what is as good as one is one. */
const ROUNDING = 1e-9;

/**
 * What every threshold would come to: how precise the answers are, and are proved to be, for each share that is answered.
 * From the surest answer to all of them, thinned out evenly by how many are answered. Null without answers.
 */
export function coverageCurve({ unlearnt, from }: Pick<CalibratedAnswers, 'unlearnt' | 'from'>): CoverageCurve | null {
  if (unlearnt.length === 0) return null;
  const step = Math.max(1, unlearnt.length / MOST_POINTS);
  const points: CoverageCurve['points'] = [];
  let next = step;
  for (const { answers, confidence, right } of cutsOf(unlearnt)) {
    if (answers + ROUNDING < next && answers < unlearnt.length) continue;
    next = step * (Math.floor(answers / step + ROUNDING) + 1);
    const precision = right / answers;
    points.push({ confidence, coverage: answers / unlearnt.length, precision, proved: precisionBound(right, answers) });
  }
  return { from, answers: unlearnt.length, points };
}
