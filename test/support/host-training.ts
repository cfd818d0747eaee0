import OpenAI from 'openai';
import type { TrainingProvider } from '../../core/tuning/provider.ts';
import type { SecretValue } from '../../services/secret-value.ts';
import { createOpenAiTraining } from '../../services/training/openai-api.ts';
import { compatibleCapabilities } from '../../services/training/openai-compatible.ts';
import type { PaidHost } from './paid-host.ts';

/** The training half over HTTP, by default with more patience than any test needs. */
export function hostTraining(host: PaidHost, key?: SecretValue, patienceMs = 10_000): TrainingProvider {
  return createOpenAiTraining({
    name: 'openai-compatible',
    capabilities: compatibleCapabilities,
    asksCalibrations: true,
    deletesJobs: true,
    client: new OpenAI({ apiKey: key?.read ?? 'key', baseURL: host.baseUrl, maxRetries: 0 }),
    patienceMs,
    ...(key && { forgetKey: key.forget }),
  });
}

/** A small file's content. */
export async function* someLines(): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode('{"a":1}\n{"a":2}\n');
}

/** What a test asks to be tuned. */
export const REQUEST = {
  token: 'run-1',
  baseModel: 'base',
  validationFile: null,
  suffix: 'mails',
  seed: 7,
  hyperparameters: { n_epochs: 3 },
  format: 'chat',
} as const;
