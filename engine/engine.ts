import type { WordCount } from '../core/contract/drift.ts';
import { countWords } from '../core/learner/model/count-words.ts';
import { createAnswering, refusalOf } from './answering-app.ts';
import { answerInProcess } from './answers/answer-in-process.ts';
import type { TokenLogprob } from './answers/ranked-answers.ts';
import { createApp } from './app.ts';
import { advanceBatch } from './batches/advance-batch.ts';
import { batchNotFound } from './batches/stored-batches.ts';
import { createBatchContext, createContext } from './create-context.ts';
import type { EngineOptions } from './engine-options.ts';
import { jobNotFound } from './jobs/stored-jobs.ts';
import { randomDigits } from './keys.ts';
import type { AdvanceOptions } from './leases/advance-under-lease.ts';
import { isAtRest } from './records/job-record.ts';
import type { AnswerFormat } from './records/model-record.ts';
import { RequestGate } from './request-gate.ts';
import { requestedModel } from './requested-model.ts';
import { advanceJob } from './training/advance-job.ts';
import { type BatchObject, batchObject } from './wire/batch.ts';
import { type JobObject, jobObject } from './wire/job.ts';

export type { EngineOptions } from './engine-options.ts';
export type { AdvanceOptions } from './leases/advance-under-lease.ts';
export type { Webhook } from './webhooks/outbox.ts';
export type { BatchObject } from './wire/batch.ts';
export type { JobObject } from './wire/job.ts';

export interface Engine {
  /** Answers one request to `/v1/...`, as OpenAI would. Never throws. */
  fetch(request: Request): Promise<Response>;
  /**
   * Every answer of a model to a user's message (`chat`) or a prompt (`completion`), the most probable first, with its
   * log-probability: what the endpoint of that name tells, for whoever is in the same process.
   * @throws ApiError 404 `model_not_found`, and 400 for a base model
   */
  answer(model: string, endpoint: AnswerFormat, asked: string): Promise<readonly [TokenLogprob, ...TokenLogprob[]]>;
  /**
   * How many words of a text a model knows, as far as it reads the text.
   * @throws ApiError as `answer`
   */
  countWords(model: string, text: string): Promise<WordCount>;
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
  /** Tries once to deliver every webhook that is due. What fails, or is stopped, is tried again by a later call, for 72 hours. */
  deliverWebhooks(stop?: AbortSignal): Promise<void>;
}

/** Several times as many as the clients of one machine have under way. */
const DEFAULT_REQUESTS = 512;

/**
 * The fine-tuning service over a store. All it knows lies there; what it keeps in memory can be lost at any moment.
 * @throws Error when a webhook's address or secret is not of the expected form
 */
export function createEngine(options: EngineOptions): Engine {
  const shared = createContext(options);
  const answering = createAnswering(shared, options);
  const context = createBatchContext(shared, async (request) => answering.fetch(request), options);
  const app = createApp(context, options);
  const gate = new RequestGate(options.limits?.requests ?? DEFAULT_REQUESTS);
  return {
    async fetch(request) {
      const response = await gate.pass(async () => app.fetch(request)).catch(refusalOf);
      response.headers.set('x-request-id', `req_${randomDigits()}`);
      return response;
    },
    answer: async (model, endpoint, asked) => answerInProcess(await requestedModel(context, model), endpoint, asked),
    countWords: async (model, text) => countWords((await requestedModel(context, model)).model, text),
    async advance(jobId, advanceOptions) {
      const job = await advanceJob(context, jobId, advanceOptions);
      if (!job) throw jobNotFound();
      return jobObject(job);
    },
    pendingJobs: async () => (await context.pendingJobs.list()).filter((job) => !isAtRest(job)).map(({ id }) => id),
    async advanceBatch(batchId, advanceOptions) {
      const batch = await advanceBatch(context, batchId, advanceOptions);
      if (!batch) throw batchNotFound();
      return batchObject(batch);
    },
    pendingBatches: async () => (await context.pendingBatches.list()).map(({ id }) => id),
    deliverWebhooks: (stop) => context.outbox.deliverDue(stop),
  };
}
