import type { Clock } from '../core/clock.ts';
import type { Store } from '../core/store.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { createServiceLog } from './service-log.ts';
import { learnerThreads } from './threads/learner-threads.ts';

/**
 * How long one look at a job holds the job's lease. A function that dies leaves the lease behind, and the next one waits
 * for it to run out; a step that takes longer than the lease is still written, unless somebody else was quicker.
 */
const BUDGET_MS = 30_000;
/** After this long, the job's progress is given back, so that a person who follows the run sees it move. */
const SOFT_BUDGET_MS = 1_500;

const engines = new WeakMap<Store, Engine>();

/** What is behind a 500 goes to the function's log: the answer says nothing of it. */
const reportFault = (fault: unknown) => createServiceLog().error('the embedded engine did not answer', fault);

/** The embedded engine over the store, one a process: it keeps the training set and models between requests. */
export function embeddedEngine(store: Store, clock: Clock): Engine {
  const known = engines.get(store);
  if (known) return known;
  const engine = createEngine({
    store,
    clock,
    advanceOnRead: true,
    workers: learnerThreads().workers,
    budgetMs: BUDGET_MS,
    softMs: SOFT_BUDGET_MS,
    // Every job has a run that polls it, and so trains it: none waits for another one.
    limits: { waitingJobs: Number.POSITIVE_INFINITY },
    reportFault,
  });
  engines.set(store, engine);
  return engine;
}
