import { Hono } from 'hono';
import type { Clock } from '../core/clock.ts';
import { type Workers, workHere } from '../core/learner/work.ts';
import type { Store } from '../core/store.ts';
import { ApiError } from './api-error.ts';
import { requireApiKey } from './api-keys.ts';
import type { EngineContext, LoadTokenizer } from './engine-context.ts';
import { jobNotFound, listJobIds, listJobs } from './jobs/stored-jobs.ts';
import { randomDigits } from './keys.ts';
import { ModelCache } from './model-cache.ts';
import { hasEnded } from './records/job-record.ts';
import { RequestGate } from './request-gate.ts';
import { chatCompletionsRoutes } from './routes/chat-completions.ts';
import { completionsRoutes } from './routes/completions.ts';
import { filesRoutes } from './routes/files.ts';
import { jobsRoutes } from './routes/jobs.ts';
import { modelsRoutes } from './routes/models.ts';
import { notOfferedRoutes } from './routes/not-offered.ts';
import { type AdvanceOptions, advanceJob, readJob } from './training/advance-job.ts';
import { SessionCache } from './training/training-session.ts';
import { type JobObject, jobObject } from './wire/job.ts';
import { explainWrongMethod } from './wrong-method.ts';

export type { AdvanceOptions } from './training/advance-job.ts';
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
  /** Who does the learner's work while jobs are trained. @default this thread */
  readonly workers?: Workers;
  /** Accepted bearer tokens. @default none is asked for */
  readonly apiKeys?: readonly string[];
  /** From 0 up to 1. @default Math.random */
  readonly random?: () => number;
  /** For clients that send `logit_bias`. @default `logit_bias` is not offered */
  readonly loadTokenizer?: LoadTokenizer;
  readonly limits?: {
    /** Requests that are answered at once; any more are told to come back later. @default 512 */
    readonly requests?: number;
  };
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
  /** The ids of jobs that have not ended, the oldest first: what a server has to advance. */
  pendingJobs(): Promise<string[]>;
}

const DEFAULT_BUDGET_MS = 60_000;
/** Several times as many as the clients of one machine have under way. */
const DEFAULT_REQUESTS = 512;

/** The fine-tuning service over a store. All it knows lies there; what it keeps in memory can be lost at any moment. */
export function createEngine(options: EngineOptions): Engine {
  const { store, clock, advanceOnRead = false, budgetMs = DEFAULT_BUDGET_MS, softMs } = options;
  const { workers = workHere } = options;
  const training = { store, clock, workers, sessions: new SessionCache(workers) };
  const budget = { budgetMs, ...(softMs !== undefined && { softMs }) };
  const context: EngineContext = {
    ...training,
    models: new ModelCache(store, clock),
    lookAtJob: async (id) => (advanceOnRead ? advanceJob(training, id, budget) : (await readJob(training, id))?.job),
    random: options.random ?? Math.random,
    loadTokenizer: options.loadTokenizer,
  };
  const app = createApp(context, options);
  const gate = new RequestGate(options.limits?.requests ?? DEFAULT_REQUESTS);
  const ended = new Set<string>();
  return {
    async fetch(request) {
      const response = await gate.pass(async () => app.fetch(request)).catch(refusalOf);
      response.headers.set('x-request-id', `req_${randomDigits()}`);
      return response;
    },
    async advance(jobId, advanceOptions) {
      const job = await advanceJob(training, jobId, advanceOptions);
      if (!job) throw jobNotFound();
      return jobObject(job);
    },
    async pendingJobs() {
      const ids = await listJobIds(training);
      const jobs = await listJobs(
        training,
        ids.filter((id) => !ended.has(id)),
      );
      for (const job of jobs) if (hasEnded(job)) ended.add(job.id);
      return jobs
        .filter((job) => !hasEnded(job))
        .map((job) => job.id)
        .toReversed();
    },
  };
}

function createApp(context: EngineContext, { apiKeys, reportFault }: EngineOptions): Hono {
  const app = new Hono().basePath('/v1');
  if (apiKeys) app.use('*', requireApiKey(apiKeys));
  app.use('*', explainWrongMethod(app));
  app.route('/files', filesRoutes(context));
  app.route('/fine_tuning/jobs', jobsRoutes(context));
  app.route('/models', modelsRoutes(context));
  app.route('/chat/completions', chatCompletionsRoutes(context));
  app.route('/completions', completionsRoutes(context));
  app.route('/', notOfferedRoutes());
  app.notFound(() => unknownUrl().toResponse());
  app.onError((error) => {
    if (!(error instanceof ApiError)) reportFault?.(error);
    return refusalOf(error);
  });
  return app;
}

const refusalOf = (error: unknown): Response => (error instanceof ApiError ? error : unexpected()).toResponse();

const unknownUrl = () =>
  new ApiError(404, 'Unknown request URL: the embedded engine has nothing there; its addresses begin with /v1', {
    code: 'unknown_url',
  });

/** What went wrong stays inside: a message could hold a key of the store or a user's text. */
const unexpected = () =>
  new ApiError(500, 'The engine failed to answer this request: try again, or look at its store', {
    code: 'internal_error',
  });
