import { binomialAtMost } from '../metrics/binomial.ts';

/**
 * P of the exact McNemar test, two-sided: `wins` examples that only the candidate answered rightly, `losses` that only its
 * opponent did. If both were equally good, each of them would be a win with probability 1/2; the p is twice the binomial
 * probability of so few of the rarer kind, and at most 1. (McNemar, 1947; the exact form is the sign test's.)
 */
export function mcNemarP(wins: number, losses: number): number {
  return Math.min(1, 2 * binomialAtMost(Math.min(wins, losses), wins + losses, 0.5));
}
