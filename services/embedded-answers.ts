import type { Clock } from '../core/clock.ts';
import type { ReadableStore } from '../core/store.ts';
import { createAnsweringEngine } from '../engine/answering-engine.ts';
import type { Engine } from '../engine/engine.ts';

/** The embedded engine for whoever only predicts: it answers with the models in the store and brings nothing that trains. */
export const embeddedAnswers = (store: ReadableStore, clock: Clock): Pick<Engine, 'answer' | 'countWords'> =>
  createAnsweringEngine(store, clock);
