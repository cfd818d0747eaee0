import { workHere } from '../core/learner/work.ts';
import { advanceBatch, readBatch } from './batches/advance-batch.ts';
import type { BatchContext } from './batches/batch-context.ts';
import { listBatches, listBatchIds } from './batches/stored-batches.ts';
import type { EngineContext } from './engine-context.ts';
import type { EngineOptions } from './engine-options.ts';
import { USUAL_WAITING_JOBS } from './jobs/create-job.ts';
import { listJobIds, listJobs } from './jobs/stored-jobs.ts';
import { Pending } from './leases/pending.ts';
import { ModelCache } from './model-cache.ts';
import { hasBatchEnded } from './records/batch-record.ts';
import { hasEnded } from './records/job-record.ts';
import { advanceJob, readJob } from './training/advance-job.ts';
import { SessionCache } from './training/training-session.ts';
import { endOf } from './webhooks/end-of.ts';
import { Outbox } from './webhooks/outbox.ts';

const DEFAULT_BUDGET_MS = 60_000;

/** What the routes and the work behind them share. */
export function createContext(options: EngineOptions): EngineContext {
  const {
    store,
    clock,
    limits,
    workers = workHere,
    webhooks = [],
    fetch = globalThis.fetch,
    reportEvent = () => undefined,
  } = options;
  const stored = { store };
  const context: EngineContext = {
    store,
    clock,
    reportEvent,
    random: options.random ?? Math.random,
    loadTokenizer: options.loadTokenizer,
    mostWaitingJobs: limits?.waitingJobs ?? USUAL_WAITING_JOBS,
    workers,
    sessions: new SessionCache(workers),
    models: new ModelCache(store, clock),
    outbox: new Outbox({ store, clock, webhooks, fetch, reportEvent, endOf: (id) => endOf(store, id) }),
    pendingJobs: new Pending({
      ids: () => listJobIds(stored),
      read: (ids) => listJobs(stored, ids),
      hasEnded,
    }),
    pendingBatches: new Pending({
      ids: () => listBatchIds(stored),
      read: (ids) => listBatches(stored, ids),
      hasEnded: hasBatchEnded,
    }),
    lookAtJob: async (id) =>
      options.advanceOnRead ? advanceJob(context, id, budgetOf(options)) : (await readJob(context, id))?.record,
  };
  return context;
}

/** The same with what batches need besides: somebody who answers their requests. */
export function createBatchContext(
  shared: EngineContext,
  answer: BatchContext['answer'],
  options: EngineOptions,
): BatchContext {
  const context: BatchContext = {
    ...shared,
    answer,
    lookAtBatch: async (id) =>
      options.advanceOnRead ? advanceBatch(context, id, budgetOf(options)) : (await readBatch(context, id))?.record,
  };
  return context;
}

const budgetOf = ({ budgetMs = DEFAULT_BUDGET_MS, softMs }: EngineOptions) => ({
  budgetMs,
  ...(softMs !== undefined && { softMs }),
});
