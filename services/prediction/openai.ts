import type { PredictionHost } from '../../core/prediction/prediction-host.ts';
import { withoutSlash } from '../../core/tuning/provider-choice.ts';
import type { SecretValue } from '../secret-value.ts';
import { createHttpHost, type HttpLimits } from './http-host.ts';

/** As many log-probabilities as OpenAI gives: 20 for chat completions, 5 for completions. */
export const OPENAI_LOGPROBS = { chat: 20, completion: 5 };

/** Where OpenAI is: the address can be changed as for every client of it, so that both halves ask the same host. */
export const openAiBaseUrl = () => withoutSlash(process.env['OPENAI_BASE_URL'] || 'https://api.openai.com/v1');

/** Models fine-tuned at OpenAI. */
export function openAiPrediction(key: SecretValue | undefined, limits: HttpLimits): PredictionHost {
  return createHttpHost({
    name: 'openai',
    baseUrl: openAiBaseUrl(),
    key,
    mostLogprobs: OPENAI_LOGPROBS,
    leastLogprobs: OPENAI_LOGPROBS,
    ...limits,
  });
}
