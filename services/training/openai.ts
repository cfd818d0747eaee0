import { MOST_REQUEST_MS } from '../../core/contract/environment.ts';
import type { Capabilities, TrainingProvider } from '../../core/tuning/provider.ts';
import { OPENAI_LOGPROBS, openAiBaseUrl } from '../prediction/openai.ts';
import type { SecretValue } from '../secret-value.ts';
import { createOpenAiTraining } from './openai-api.ts';
import { openAiClient } from './openai-client.ts';

/** As OpenAI documents them: files of 512 MB, and as many log-probabilities as an answer holds. */
export const openAiCapabilities: Capabilities = {
  formats: ['chat', 'completion'],
  logprobs: OPENAI_LOGPROBS,
  mostFileBytes: 512 * 2 ** 20,
  answers: 'tokenizer',
  createIsIdempotent: false,
  listsBaseModels: true,
  defaultBaseModel: 'gpt-4.1-mini-2025-04-14',
};

/**
 * OpenAI's own fine-tuning service.
 * @param timeoutMs for one request. @default the longest that there is time for
 */
export const openAiTraining = (key: SecretValue, timeoutMs = MOST_REQUEST_MS): TrainingProvider =>
  createOpenAiTraining({
    name: 'openai',
    capabilities: openAiCapabilities,
    ...openAiClient(openAiBaseUrl(), key, timeoutMs),
  });
