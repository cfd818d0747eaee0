import type { Explanation } from '../../core/learner/model/explain.ts';

/**
 * Why an answer was given: an extension of the engine's. Weights are in nats; those of all evidence, `bias` and `rest` add
 * up to `log_odds`, the logarithm of the answer's probability over that of `other`.
 */
export const evidenceObject = ({ label, other, logOdds, forIt, againstIt, bias, rest }: Explanation) => ({
  label,
  other,
  log_odds: logOdds,
  for: forIt,
  against: againstIt,
  bias,
  rest,
});
export type EvidenceObject = ReturnType<typeof evidenceObject>;
