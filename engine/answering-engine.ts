import type { Clock } from '../core/clock.ts';
import { countWords } from '../core/learner/model/count-words.ts';
import type { ReadableStore } from '../core/store.ts';
import { answerInProcess } from './answers/answer-in-process.ts';
import type { Engine } from './engine.ts';
import { ModelCache } from './model-cache.ts';
import { requestedModel } from './requested-model.ts';

/**
 * The engine as far as it answers texts in the same process, with the models that another one has trained: it writes
 * nothing, and a function that only predicts carries nothing else of the engine.
 */
export function createAnsweringEngine(store: ReadableStore, clock: Clock): Pick<Engine, 'answer' | 'countWords'> {
  const models = new ModelCache(store, clock);
  return {
    answer: async (model, endpoint, asked) => answerInProcess(await requestedModel({ models }, model), endpoint, asked),
    countWords: async (model, text) => countWords((await requestedModel({ models }, model)).model, text),
  };
}
