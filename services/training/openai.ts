import OpenAI from 'openai';
import type { Capabilities, TrainingProvider } from '../../core/tuning/provider.ts';
import { OPENAI_LOGPROBS } from '../prediction/openai.ts';
import { createOpenAiTraining, PATIENCE } from './openai-api.ts';

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

/** OpenAI's own fine-tuning service. */
export function openAiTraining(apiKey: string): TrainingProvider {
  return createOpenAiTraining({
    name: 'openai',
    capabilities: openAiCapabilities,
    client: new OpenAI({ apiKey, ...PATIENCE }),
  });
}
