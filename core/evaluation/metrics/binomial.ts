/**
 * Probability of at most `most` successes in `trials` trials that each succeed with probability `share`, which lies between
 * 0 and 1 and is neither. Summed term by term from the logarithms of the terms, so that thousands of trials do not
 * underflow.
 */
export function binomialAtMost(most: number, trials: number, share: number): number {
  if (most >= trials) return 1;
  const odds = Math.log(share) - Math.log1p(-share);
  let term = trials * Math.log1p(-share);
  let sum = 0;
  for (let successes = 0; successes <= most; successes += 1) {
    if (successes > 0) term += odds + Math.log((trials - successes + 1) / successes);
    sum += Math.exp(term);
  }
  return Math.min(1, sum);
}
