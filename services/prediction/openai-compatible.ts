import type { PredictionHost } from '../../core/prediction/prediction-host.ts';
import { withoutSlash } from '../../core/tuning/provider-choice.ts';
import type { SecretValue } from '../secret-value.ts';
import { createHttpHost, type HttpLimits } from './http-host.ts';
import { OPENAI_LOGPROBS } from './openai.ts';

/** Some compatible hosts refuse to give more than 5, so that more are asked for only where there are more classes. */
const LEAST_LOGPROBS = { chat: 5, completion: 5 };

/** Models at any host that speaks OpenAI's completions APIs. */
export function openAiCompatiblePrediction(
  baseUrl: string,
  key: SecretValue | undefined,
  limits: HttpLimits,
): PredictionHost {
  return createHttpHost({
    name: 'openai-compatible',
    baseUrl: withoutSlash(baseUrl),
    key,
    mostLogprobs: OPENAI_LOGPROBS,
    leastLogprobs: LEAST_LOGPROBS,
    ...limits,
  });
}
