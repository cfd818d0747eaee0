/** One answer that a model can give. For this engine every answer is one token, however long it is. */
export interface TokenLogprob {
  readonly token: string;
  /** Natural logarithm of its probability. */
  readonly logprob: number;
}

/** OpenAI's mark for "next to impossible", where a logarithm would be minus infinity. */
const IMPOSSIBLE = -9999;

/**
 * Every answer with its log-probability, the most probable first; answers that are equally probable stay in their order.
 * @param biases what to add to each log-probability before all are made to add up to 1 again
 */
export function rankAnswers(
  tokens: readonly string[],
  probabilities: ArrayLike<number>,
  biases?: ArrayLike<number>,
): readonly TokenLogprob[] {
  const logprobs = tokens.map((_, index) => Math.log(probabilities[index] ?? 0) + (biases?.[index] ?? 0));
  const total = biases ? logOfSum(logprobs) : 0;
  return tokens
    .map((token, index) => ({ token, logprob: Math.max((logprobs[index] ?? IMPOSSIBLE) - total, IMPOSSIBLE) }))
    .sort((a, b) => b.logprob - a.logprob);
}

/** The logarithm of the sum of what the numbers are logarithms of. The highest is taken out first, so that none overflows. */
function logOfSum(logarithms: readonly number[]): number {
  const highest = logarithms.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return highest + Math.log(logarithms.reduce((sum, value) => sum + Math.exp(value - highest), 0));
}
