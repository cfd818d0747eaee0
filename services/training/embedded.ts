import OpenAI from 'openai';
import type { Clock } from '../../core/clock.ts';
import type { Store } from '../../core/store.ts';
import type { Capabilities, TrainingProvider } from '../../core/tuning/provider.ts';
import { embeddedEngine } from '../embedded-engine.ts';
import { EMBEDDED_BASE_URL, EMBEDDED_LOGPROBS } from '../prediction/embedded.ts';
import { createOpenAiTraining } from './openai-api.ts';

/** A thousand classes an answer and files as OpenAI takes them. */
const embeddedCapabilities: Capabilities = {
  formats: ['chat', 'completion'],
  logprobs: EMBEDDED_LOGPROBS,
  mostFileBytes: 512 * 2 ** 20,
  answers: 'any-label',
  createIsIdempotent: true,
  listsBaseModels: true,
  defaultBaseModel: 'labelsmith-linear-1',
};

/** The embedded engine, called in this process through the SDK: no account, no key, no network. */
export function embeddedTraining(store: Store, clock: Clock): TrainingProvider {
  const engine = embeddedEngine(store, clock);
  return createOpenAiTraining({
    name: 'embedded',
    capabilities: embeddedCapabilities,
    asksCalibrations: true,
    client: new OpenAI({
      apiKey: 'embedded',
      baseURL: EMBEDDED_BASE_URL,
      maxRetries: 0,
      fetch: (url, init) => engine.fetch(new Request(url, init)),
    }),
  });
}
