import { fewestAnswers } from './precision-bound.ts';
import type { Threshold } from './threshold.ts';

/**
 * One sentence for a person: from which confidence on the precision is proved, and for how many answers; or the best that
 * the answers can prove, and how many it would take at least. `whose` says which answers, e.g. `held-out answers`.
 */
export function thresholdSentence({ target, answers, reached, best }: Threshold, whose: string): string {
  if (reached) {
    const given = `which ${percent(reached.coverage)} of ${answers} ${whose} have`;
    return `a precision of ${percent(target)} is proved from a confidence of ${reached.confidence.toFixed(3)} on, ${given}`;
  }
  const unproved = `a precision of ${percent(target)} is not proved`;
  if (!best) return `${unproved}: there are no ${whose}`;
  const from = `from a confidence of ${best.confidence.toFixed(3)} on, which ${percent(best.coverage)} of them have`;
  const needed = fewestAnswers(target);
  const more = answers < needed ? `; it takes at least ${needed} that are all right` : '';
  return `${unproved}: ${answers} ${whose} prove ${percent(best.proved)} at most, ${from}${more}`;
}

/** Rounded down, so that 98.99% proved does not read as the 99.0% that is not. */
const percent = (share: number) => `${(Math.floor(share * 1000 + 1e-9) / 10).toFixed(1)}%`;
