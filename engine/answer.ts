import { predict } from '../core/learner/model.ts';
import type { ServedModel } from './model-cache.ts';

export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
}

export interface Answer {
  readonly chosen: TokenLogprob;
  /** Every answer the model can give, the most probable first. */
  readonly ranked: readonly TokenLogprob[];
}

/** OpenAI's mark for "next to impossible", where a logarithm would be minus infinity. */
const IMPOSSIBLE = -9999;

/**
 * Classifies one text. With a temperature above 0 an answer is drawn from the probabilities to the power of 1 /
 * temperature; the log-probabilities told are always those of temperature 1.
 */
export function answerText(
  { model }: ServedModel,
  text: string,
  { temperature, random }: { temperature: number; random: () => number },
): Answer {
  const probabilities = predict(model, text);
  const ranked = model.labels
    .map((token, index) => ({ token, logprob: Math.max(Math.log(probabilities[index] ?? 0), IMPOSSIBLE) }))
    .sort((a, b) => b.logprob - a.logprob);
  const chosen = temperature > 0 ? draw(ranked, temperature, random()) : ranked[0];
  if (!chosen) throw new Error('a model without labels cannot answer');
  return { chosen, ranked };
}

function draw(ranked: readonly TokenLogprob[], temperature: number, at: number): TokenLogprob | undefined {
  const highest = ranked[0]?.logprob ?? 0;
  const weights = ranked.map(({ logprob }) => Math.exp((logprob - highest) / temperature));
  let rest = at * weights.reduce((sum, weight) => sum + weight, 0);
  return (
    ranked.find((_, index) => {
      rest -= weights[index] ?? 0;
      return rest < 0;
    }) ?? ranked[0]
  );
}
