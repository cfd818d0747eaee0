import type { Dataset } from '../contract/dataset.ts';
import type { Evaluation, ScoredExample } from '../contract/evaluation.ts';
import { priceOf } from '../contract/prices.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { labelProbabilities } from '../prediction/label-probabilities.ts';
import type { PredictionHost } from '../prediction/prediction-host.ts';
import type { HeldOutExample } from './held-out.ts';
import { measure } from './metrics.ts';
import { MOST_AT_ONCE } from './pace.ts';

/** Held-out examples that it is asked at most: as many as are held out unless the settings say otherwise. */
const MOST_EXAMPLES = 1_000;

/**
 * Asks a model that was not tuned, with the list of the labels before each text, and reckons what that cost. It answers with
 * a label's number, 0 to 999, which is one token of every tokenizer, so that its probabilities are told like a tuned model's.
 */
export async function measureUntuned(
  host: PredictionHost,
  model: string,
  dataset: Dataset,
  heldOut: readonly HeldOutExample[],
): Promise<NonNullable<Evaluation['untuned']>> {
  const labels = dataset.labels.map(({ label }, index) => ({ label, answer: String(index) }));
  const list = labels.map(({ label, answer }) => `${answer}. ${label}`).join('\n');
  const tokens = { input: 0, output: 0 };
  const scored = await mapConcurrently(heldOut.slice(0, MOST_EXAMPLES), MOST_AT_ONCE, async (example) => {
    const { row, text, expected } = example;
    const answer = await host.answer({ model, format: 'chat', text: promptFor(list, text), classes: labels.length });
    tokens.input += answer.tokens?.input ?? 0;
    tokens.output += answer.tokens?.output ?? 0;
    const { label, probabilities } = labelProbabilities(labels, answer);
    return { row, expected, label, probabilities, seconds: 0 } satisfies ScoredExample;
  });
  return {
    model,
    metrics: measure(
      scored,
      labels.map(({ label }) => label),
    ),
    costUsd: costOf(model, tokens),
  };
}

const promptFor = (list: string, text: string) =>
  `Which of these labels suits the text best? Answer with its number and nothing else.\n\n${list}\n\nThe text:\n${text}`;

/** In US dollars; null where the model's price is not known, or the host counts no tokens. */
function costOf(model: string, { input, output }: { input: number; output: number }): number | null {
  const price = priceOf(model);
  return price && input > 0 ? (input * price.input + output * price.output) / 1e6 : null;
}
