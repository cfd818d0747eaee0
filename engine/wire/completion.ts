import { z } from 'zod';
import { MOST_LOGPROBS, samplingFields } from './chat-completion.ts';

/** Prompts in one request. */
const MOST_PROMPTS = 100;

/** Body of `POST /v1/completions`. OpenAI stops at 5 log-probabilities. */
export const completionBody = z.object({
  model: z.string(),
  prompt: z.union([z.string(), z.array(z.string()).min(1).max(MOST_PROMPTS)]),
  logprobs: z.int().min(0).max(MOST_LOGPROBS).nullish(),
  ...samplingFields,
});
