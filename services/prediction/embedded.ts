import type { Clock } from '../../core/clock.ts';
import type { PredictionHost } from '../../core/prediction/prediction-host.ts';
import type { Store } from '../../core/store.ts';
import { EMBEDDED_BASE_URL, embeddedEngine } from '../embedded-engine.ts';
import { createFetchHost } from './fetch-host.ts';

/** The engine gives every class of the most classes a classifier can have. */
export const EMBEDDED_LOGPROBS = { chat: 1_000, completion: 1_000 };

/** The embedded engine's models, answered in this process. */
export function embeddedPrediction(store: Store, clock: Clock, patienceMs: number): PredictionHost {
  const engine = embeddedEngine(store, clock);
  return createFetchHost({
    name: 'embedded',
    baseUrl: EMBEDDED_BASE_URL,
    key: undefined,
    mostLogprobs: EMBEDDED_LOGPROBS,
    patienceMs,
    fetch: (request) => engine.fetch(request),
  });
}
