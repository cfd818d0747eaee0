import OpenAI from 'openai';
import type { Capabilities, TrainingProvider } from '../../core/tuning/provider.ts';
import { openAiCapabilities } from './openai.ts';
import { createOpenAiTraining, PATIENCE } from './openai-api.ts';

/** Sent to a host that wants no key: the SDK insists on one. */
const NO_KEY = 'none';

/** What OpenAI can do, but for its list of models: such a host names its own, and may keep no list. */
export const compatibleCapabilities: Capabilities = {
  ...openAiCapabilities,
  listsBaseModels: false,
  defaultBaseModel: null,
};

/** Any host that speaks OpenAI's fine-tuning API. */
export function openAiCompatibleTraining(baseURL: string, apiKey: string): TrainingProvider {
  return createOpenAiTraining({
    name: 'openai-compatible',
    capabilities: compatibleCapabilities,
    client: new OpenAI({ apiKey: apiKey || NO_KEY, baseURL, ...PATIENCE }),
  });
}
