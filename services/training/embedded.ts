import OpenAI from 'openai';
import type { Clock } from '../../core/clock.ts';
import type { Store } from '../../core/store.ts';
import type { TrainingProvider } from '../../core/tuning/provider.ts';
import { EMBEDDED_BASE_URL, embeddedEngine } from '../embedded-engine.ts';
import { createOpenAiTraining } from './openai-api.ts';

/** The embedded engine, called in this process through the SDK: no account, no key, no network. */
export function embeddedTraining(store: Store, clock: Clock): TrainingProvider {
  const engine = embeddedEngine(store, clock);
  return createOpenAiTraining({
    name: 'embedded',
    capabilities: { answers: 'any-label', createIsIdempotent: true, defaultBaseModel: 'labelsmith-linear-1' },
    client: new OpenAI({
      apiKey: 'embedded',
      baseURL: EMBEDDED_BASE_URL,
      maxRetries: 0,
      fetch: (url, init) => engine.fetch(new Request(url, init)),
    }),
  });
}
