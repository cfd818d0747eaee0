import type { TokenLogprob } from './ranked-answers.ts';

/** How one of several answers is taken. */
export interface DrawRule {
  /** 0 takes the most probable answer; above it, answers are drawn by their probabilities to the power of 1 / temperature. */
  readonly temperature: number;
  /** Only the most probable answers that together reach this probability are drawn from; one at least. */
  readonly topP: number;
}

/**
 * Draws from ranked answers, as often as the returned function is called with a number from 0 up to 1.
 * Nucleus sampling as in Holtzman et al., "The Curious Case of Neural Text Degeneration" (2020), after the temperature.
 */
export function createDraw(
  ranked: readonly TokenLogprob[],
  { temperature, topP }: DrawRule,
): (at: number) => TokenLogprob {
  const [first] = ranked;
  if (!first) throw new Error('a model without labels cannot answer');
  if (temperature === 0) return () => first;
  const weights = ranked.map(({ logprob }) => Math.exp((logprob - first.logprob) / temperature));
  const wanted = topP * weights.reduce((sum, weight) => sum + weight, 0);
  let nucleus = 0;
  let kept = 0;
  while (kept < weights.length && (kept === 0 || nucleus < wanted)) {
    nucleus += weights[kept] ?? 0;
    kept += 1;
  }
  return (at) => {
    let rest = at * nucleus;
    for (let index = 0; index < kept; index += 1) {
      rest -= weights[index] ?? 0;
      if (rest < 0) return ranked[index] ?? first;
    }
    return first;
  };
}
