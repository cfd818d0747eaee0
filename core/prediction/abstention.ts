import type { Abstention } from '../contract/calibration.ts';

/** Above every confidence. */
const NEVER = Number.POSITIVE_INFINITY;

/**
 * From which confidence on an answer with this label is given; 0: always, infinity: never.
 *
 * Where the precision that was asked for is not proved, the threshold is the one whose proved precision is highest: to
 * abstain from everything would help nobody, and to answer everything would be further from what was asked for than what
 * the examples allow. Where answers were looked at and none was right, everything is withheld. The version's sentence says
 * what is proved. Without a single answer to go by, nothing is withheld.
 */
export function leastConfidence({ per, thresholds }: Abstention, label: string): number {
  const threshold = thresholds.find((entry) => per === 'overall' || entry.label === label);
  if (!threshold || threshold.answers === 0) return 0;
  return (threshold.reached ?? threshold.best)?.confidence ?? NEVER;
}
