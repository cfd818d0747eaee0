import { MOST_REQUEST_MS } from '../../core/contract/environment.ts';
import type { Capabilities, TrainingProvider } from '../../core/tuning/provider.ts';
import type { SecretValue } from '../secret-value.ts';
import { openAiCapabilities } from './openai.ts';
import { createOpenAiTraining } from './openai-api.ts';
import { openAiClient } from './openai-client.ts';

/** What OpenAI can do, but for its list of models: such a host names its own, and may keep no list. */
export const compatibleCapabilities: Capabilities = {
  ...openAiCapabilities,
  listsBaseModels: false,
  defaultBaseModel: null,
};

/**
 * Any host that speaks OpenAI's fine-tuning API.
 * @param key undefined for a host that wants none
 * @param timeoutMs for one request. @default the longest that there is time for
 */
export const openAiCompatibleTraining = (
  baseUrl: string,
  key: SecretValue | undefined,
  timeoutMs = MOST_REQUEST_MS,
): TrainingProvider =>
  createOpenAiTraining({
    name: 'openai-compatible',
    capabilities: compatibleCapabilities,
    asksCalibrations: true,
    deletesJobs: true,
    ...openAiClient(baseUrl, key, timeoutMs),
  });
