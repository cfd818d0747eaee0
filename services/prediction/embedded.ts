import { TEXT_CHARACTERS } from '../../core/learner/features/tokenize.ts';
import type { PredictionHost } from '../../core/prediction/prediction-host.ts';
import type { Engine } from '../../engine/engine.ts';
import { createFetchHost } from './fetch-host.ts';

/** The engine gives every class of the most classes a classifier can have. */
export const EMBEDDED_LOGPROBS = { chat: 1_000, completion: 1_000 };

/** Where requests to the engine in this process seem to go: nothing is listening there, and nothing needs to. */
export const EMBEDDED_BASE_URL = 'http://engine.labelsmith.internal/v1';

/** The embedded engine's models, answered in this process. */
export function embeddedPrediction(engine: Pick<Engine, 'fetch'>, patienceMs: number): PredictionHost {
  const host = createFetchHost({
    name: 'embedded',
    baseUrl: EMBEDDED_BASE_URL,
    key: undefined,
    mostLogprobs: EMBEDDED_LOGPROBS,
    patienceMs,
    fetch: (request) => engine.fetch(request),
  });
  return {
    async answer(request) {
      const answer = await host.answer(request);
      return request.text.length > TEXT_CHARACTERS ? { ...answer, truncated: true } : answer;
    },
  };
}
