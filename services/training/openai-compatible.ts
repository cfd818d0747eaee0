import OpenAI from 'openai';
import type { TrainingProvider } from '../../core/tuning/provider.ts';
import { createOpenAiTraining, PATIENCE } from './openai-api.ts';

/** Sent to a host that wants no key: the SDK insists on one. */
const NO_KEY = 'none';

/** Any host that speaks OpenAI's fine-tuning API. */
export function openAiCompatibleTraining(baseURL: string, apiKey: string): TrainingProvider {
  return createOpenAiTraining({
    name: 'openai-compatible',
    capabilities: {
      answers: 'tokenizer',
      createIsIdempotent: false,
      defaultBaseModel: 'gpt-4.1-mini-2025-04-14',
    },
    client: new OpenAI({ apiKey: apiKey || NO_KEY, baseURL, ...PATIENCE }),
  });
}
