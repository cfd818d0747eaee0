import type { Clock } from '../clock.ts';
import type { ScoredExample } from '../contract/evaluation.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { predictText, type ServedModel } from '../prediction/predict-text.ts';
import type { PredictionHost } from '../prediction/prediction-host.ts';
import type { HeldOutExample } from './held-out.ts';

/** Requests to the host at the same time: few enough for the lowest rate limits, enough to hide a host's latency. */
const CONCURRENCY = 8;

/** The model's answer to every example, in the examples' order. No text is kept. */
export function scoreExamples(
  { host, clock }: { host: PredictionHost; clock: Clock },
  model: ServedModel,
  examples: readonly HeldOutExample[],
): Promise<ScoredExample[]> {
  return mapConcurrently(examples, CONCURRENCY, async ({ row, text, expected }) => {
    const start = clock().getTime();
    const { label, probabilities } = await predictText(host, model, text);
    return { row, expected, label, probabilities, seconds: (clock().getTime() - start) / 1000 };
  });
}
