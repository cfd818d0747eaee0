import type { Clock } from '../core/clock.ts';
import type { ReadableStore } from '../core/store.ts';
import { createAnswering } from './answering-app.ts';
import type { Engine } from './engine.ts';
import type { EngineOptions } from './engine-options.ts';
import { ModelCache } from './model-cache.ts';

export interface AnsweringOptions extends Pick<EngineOptions, 'random' | 'reportFault'> {
  readonly store: ReadableStore;
  readonly clock: Clock;
}

/**
 * The engine as far as it answers texts, `POST /v1/chat/completions` and `/v1/completions`, with the models that another
 * one has trained: it writes nothing, and a function that only predicts carries nothing else of the engine.
 */
export function createAnsweringEngine({ store, clock, random, reportFault }: AnsweringOptions): Pick<Engine, 'fetch'> {
  const models = new ModelCache(store, clock);
  const context = { clock, models, random: random ?? Math.random, loadTokenizer: undefined };
  const app = createAnswering(context, { ...(reportFault && { reportFault }) });
  return { fetch: async (request) => app.fetch(request) };
}
