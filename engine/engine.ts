import { Hono } from 'hono';
import type { Clock } from '../core/clock.ts';
import type { Store } from '../core/store.ts';
import { ApiError } from './api-error.ts';
import { requireApiKey } from './api-keys.ts';
import { advanceBatch, readBatch } from './batches/advance-batch.ts';
import type { BatchContext } from './batches/batch-context.ts';
import { batchNotFound, listBatches, listBatchIds } from './batches/stored-batches.ts';
import type { EngineContext } from './engine-context.ts';
import { USUAL_WAITING_JOBS } from './jobs/create-job.ts';
import { jobNotFound, listJobIds, listJobs } from './jobs/stored-jobs.ts';
import type { AdvanceOptions } from './leases/advance-under-lease.ts';
import { Pending } from './leases/pending.ts';
import { ModelCache } from './model-cache.ts';
import { hasBatchEnded } from './records/batch-record.ts';
import { hasEnded, isAtRest } from './records/job-record.ts';
import { batchesRoutes } from './routes/batches.ts';
import { chatCompletionsRoutes } from './routes/chat-completions.ts';
import { completionsRoutes } from './routes/completions.ts';
import { filesRoutes } from './routes/files.ts';
import { jobsRoutes } from './routes/jobs.ts';
import { modelsRoutes } from './routes/models.ts';
import { notOfferedRoutes } from './routes/not-offered.ts';
import { advanceJob, readJob } from './training/advance-job.ts';
import { SessionCache } from './training/training-session.ts';
import { endOf } from './webhooks/end-of.ts';
import { Outbox, type Webhook } from './webhooks/outbox.ts';
import { type BatchObject, batchObject } from './wire/batch.ts';
import { type JobObject, jobObject } from './wire/job.ts';

export type { AdvanceOptions } from './leases/advance-under-lease.ts';
export type { Webhook } from './webhooks/outbox.ts';
export type { BatchObject } from './wire/batch.ts';
export type { JobObject } from './wire/job.ts';

export interface EngineOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Reading a job trains it, within `budgetMs` and `softMs`: for where nothing lives between requests. @default false */
  readonly advanceOnRead?: boolean;
  /** Longest that one read of a job may take, in ms. @default 60,000 */
  readonly budgetMs?: number;
  /** After this long, in ms, a read of a job answers as soon as an epoch is done. @default four fifths of the budget */
  readonly softMs?: number;
  /** Accepted bearer tokens. @default none is asked for */
  readonly apiKeys?: readonly string[];
  /** From 0 up to 1. @default Math.random */
  readonly random?: () => number;
  /** Jobs that may wait or be in training at once; one more is refused with 429. @default 100 */
  readonly mostWaitingJobs?: number;
  /** Who is told when a job or batch has ended; see {@link Engine.deliverWebhooks}. @default nobody */
  readonly webhooks?: readonly Webhook[];
  /** How webhooks are posted. @default the platform's fetch */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Told of every event of a job or batch that this engine has written. @default nobody is told */
  readonly reportEvent?: (id: string, message: string) => void;
  /** Told of every fault behind a 500, since the answer says nothing of it. @default nobody is told */
  readonly reportFault?: (fault: unknown) => void;
}

export interface Engine {
  /** Answers one request to `/v1/...`, as OpenAI would. Never throws. */
  fetch(request: Request): Promise<Response>;
  /**
   * Trains a job on, one step at least, unless it has ended or somebody else's lease lives.
   * @returns the job as it is stored afterwards
   * @throws ApiError 404 when there is no such job
   */
  advance(jobId: string, options: AdvanceOptions): Promise<JobObject>;
  /** The ids of jobs that have not ended and are not paused, the oldest first: what a server has to advance. */
  pendingJobs(): Promise<string[]>;
  /**
   * Answers a batch on, one step at least, unless it has ended or somebody else's lease lives.
   * @returns the batch as it is stored afterwards
   * @throws ApiError 404 when there is no such batch
   */
  advanceBatch(batchId: string, options: AdvanceOptions): Promise<BatchObject>;
  /** The ids of batches that have not ended, the oldest first. */
  pendingBatches(): Promise<string[]>;
  /** Tries once to deliver every webhook that is due. What fails is tried again by a later call, for 72 hours. */
  deliverWebhooks(): Promise<void>;
}

const DEFAULT_BUDGET_MS = 60_000;

/**
 * The fine-tuning service over a store. All it knows lies there; what it keeps in memory can be lost at any moment.
 * @throws Error when a webhook's address or secret is not of the expected form
 */
export function createEngine(options: EngineOptions): Engine {
  const { advanceOnRead = false, budgetMs = DEFAULT_BUDGET_MS, softMs } = options;
  const budget = { budgetMs, ...(softMs !== undefined && { softMs }) };
  const context = createContext(options, async (id) =>
    advanceOnRead ? advanceJob(context, id, budget) : (await readJob(context, id))?.record,
  );
  const answering = createAnswering(context, options);
  const batches: BatchContext = {
    ...context,
    answer: async (request) => answering.fetch(request),
    lookAtBatch: async (id) =>
      advanceOnRead ? advanceBatch(batches, id, budget) : (await readBatch(batches, id))?.record,
  };
  const app = createApp(batches, options);
  return {
    fetch: async (request) => app.fetch(request),
    async advance(jobId, advanceOptions) {
      const job = await advanceJob(context, jobId, advanceOptions);
      if (!job) throw jobNotFound();
      return jobObject(job);
    },
    pendingJobs: async () => (await context.pendingJobs.list()).filter((job) => !isAtRest(job)).map(({ id }) => id),
    async advanceBatch(batchId, advanceOptions) {
      const batch = await advanceBatch(batches, batchId, advanceOptions);
      if (!batch) throw batchNotFound();
      return batchObject(batch);
    },
    pendingBatches: async () => (await context.pendingBatches.list()).map(({ id }) => id),
    deliverWebhooks: () => context.outbox.deliverDue(),
  };
}

function createContext(options: EngineOptions, lookAtJob: EngineContext['lookAtJob']): EngineContext {
  const { store, clock, random = Math.random, mostWaitingJobs = USUAL_WAITING_JOBS } = options;
  const { webhooks = [], fetch = globalThis.fetch, reportEvent = () => undefined } = options;
  const stored = { store };
  return {
    store,
    clock,
    random,
    reportEvent,
    mostWaitingJobs,
    lookAtJob,
    sessions: new SessionCache(),
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
  };
}

/** The routes that answer texts: a batch asks them as any client does, but from inside, without a key. */
function createAnswering(context: EngineContext, options: EngineOptions): Hono {
  const app = new Hono().basePath('/v1');
  app.route('/chat/completions', chatCompletionsRoutes(context));
  app.route('/completions', completionsRoutes(context));
  return answerErrors(app, options);
}

function createApp(context: BatchContext, options: EngineOptions): Hono {
  const app = new Hono().basePath('/v1');
  if (options.apiKeys) app.use('*', requireApiKey(options.apiKeys));
  app.route('/files', filesRoutes(context));
  app.route('/fine_tuning/jobs', jobsRoutes(context));
  app.route('/batches', batchesRoutes(context));
  app.route('/models', modelsRoutes(context));
  app.route('/chat/completions', chatCompletionsRoutes(context));
  app.route('/completions', completionsRoutes(context));
  app.route('/', notOfferedRoutes());
  return answerErrors(app, options);
}

function answerErrors(app: Hono, { reportFault }: EngineOptions): Hono {
  app.notFound((c) => new ApiError(404, `Unknown request URL: ${c.req.method} is not known there`).toResponse());
  app.onError((error) => {
    if (error instanceof ApiError) return error.toResponse();
    reportFault?.(error);
    return unexpected().toResponse();
  });
  return app;
}

/** What went wrong stays inside: a message could hold a key of the store or a user's text. */
const unexpected = () =>
  new ApiError(500, 'The engine failed to answer this request: try again, or look at its store', {
    code: 'internal_error',
  });
