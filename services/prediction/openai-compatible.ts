import type { PredictionHost } from '../../core/prediction/prediction-host.ts';
import { createFetchHost } from './fetch-host.ts';
import { OPENAI_LOGPROBS } from './openai.ts';

/** Models at any host that speaks OpenAI's completions APIs. */
export function openAiCompatiblePrediction(baseUrl: string, apiKey: string, patienceMs: number): PredictionHost {
  return createFetchHost({
    name: 'openai-compatible',
    baseUrl: baseUrl.replace(/\/$/, ''),
    apiKey,
    mostLogprobs: OPENAI_LOGPROBS,
    patienceMs,
    fetch: (request) => fetch(request),
  });
}
