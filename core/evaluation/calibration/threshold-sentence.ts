import { percentRoundedDown } from '../../contract/numbers.ts';
import { fewestAnswers } from './precision-bound.ts';
import type { Threshold } from './threshold.ts';

/**
 * One sentence for a person: from which confidence on the precision is proved, and for how many answers; or the best that
 * the answers can prove, and how many it would take at least; or that none is right, and nothing will be answered. `whose` says which answers, e.g. `held-out answers`.
 */
export function thresholdSentence({ target, answers, reached, best }: Threshold, whose: string): string {
  if (reached) {
    const given = `which ${percentRoundedDown(reached.coverage)} of ${answers} ${whose} have`;
    return `a precision of ${percentRoundedDown(target)} is proved from a confidence of ${reached.confidence.toFixed(3)} on, ${given}`;
  }
  const unproved = `a precision of ${percentRoundedDown(target)} is not proved`;
  if (answers === 0) return `${unproved}: there are no ${whose}`;
  if (!best) return `${unproved}: none of ${answers} ${whose} is right, so that every answer is withheld`;
  const from = `from a confidence of ${best.confidence.toFixed(3)} on, which ${percentRoundedDown(best.coverage)} of them have`;
  const needed = fewestAnswers(target);
  const more = answers < needed ? `; it takes at least ${needed} that are all right` : '';
  return `${unproved}: ${answers} ${whose} prove ${percentRoundedDown(best.proved)} at most, ${from}${more}`;
}
