import OpenAI from 'openai';
import type { TrainingProvider } from '../../core/tuning/provider.ts';
import { createOpenAiTraining, PATIENCE } from './openai-api.ts';

/** OpenAI's own fine-tuning service. */
export function openAiTraining(apiKey: string): TrainingProvider {
  return createOpenAiTraining({
    name: 'openai',
    capabilities: {
      answers: 'tokenizer',
      createIsIdempotent: false,
      defaultBaseModel: 'gpt-4.1-mini-2025-04-14',
    },
    client: new OpenAI({ apiKey, ...PATIENCE }),
  });
}
