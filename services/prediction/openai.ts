import type { PredictionHost } from '../../core/prediction/prediction-host.ts';
import { createFetchHost } from './fetch-host.ts';

/** As many log-probabilities as OpenAI gives: 20 for chat completions, 5 for completions. */
export const OPENAI_LOGPROBS = { chat: 20, completion: 5 };

/** Models fine-tuned at OpenAI. */
export function openAiPrediction(apiKey: string, patienceMs: number): PredictionHost {
  return createFetchHost({
    name: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    apiKey,
    mostLogprobs: OPENAI_LOGPROBS,
    patienceMs,
    fetch: (request) => fetch(request),
  });
}
