import type { ScoredExample } from '../../contract/evaluation.ts';

/**
 * Brier's score: the mean over the examples of the sum over the classes of (probability - 1 if it was expected, else 0)
 * squared, from 0 (always certain and right) to 2 (always certain and wrong). With two classes it is twice what is often
 * given, which counts one class only. A class that is not listed has probability 0. Null when an example has no
 * probabilities, and without examples. (Brier, Verification of Forecasts Expressed in Terms of Probability, 1950.)
 */
export function brierScore(examples: readonly ScoredExample[]): number | null {
  let sum = 0;
  for (const { expected, probabilities } of examples) {
    if (!probabilities) return null;
    const given = probabilities.find((entry) => entry.label === expected)?.probability ?? 0;
    sum += (1 - given) ** 2;
    for (const { label, probability } of probabilities) if (label !== expected) sum += probability ** 2;
  }
  return examples.length === 0 ? null : sum / examples.length;
}
