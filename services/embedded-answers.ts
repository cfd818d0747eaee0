import type { Clock } from '../core/clock.ts';
import { faultForLog } from '../core/fault-for-log.ts';
import type { ReadableStore } from '../core/store.ts';
import { createAnsweringEngine } from '../engine/answering-engine.ts';
import type { Engine } from '../engine/engine.ts';

/** The embedded engine for whoever only predicts: it answers with the models in the store and brings nothing that trains. */
export function embeddedAnswers(store: ReadableStore, clock: Clock): Pick<Engine, 'fetch'> {
  // What is behind a 500 goes to the function's log: the answer says nothing of it.
  return createAnsweringEngine({ store, clock, reportFault: (fault) => console.error(faultForLog(fault)) });
}
