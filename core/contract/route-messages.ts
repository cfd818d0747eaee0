import * as z from 'zod/mini';
import { classifyQuery } from './classify-request.ts';
import { inDigits } from './in-digits.ts';
import type { ANSWERS, REQUESTS } from './messages.ts';
import { classifierName, versionNumber } from './names.ts';
import type { ROUTES } from './routes.ts';

/** What goes in and comes out of a route. Whatever it refuses is answered with a `Problem`. */
export interface RouteMessages {
  readonly query?: z.ZodMiniObject;
  /** The headers that the route reads, in lower case. */
  readonly headers?: z.ZodMiniObject;
  /** The body's name, or its type where its form is another's matter. */
  readonly body?: keyof typeof REQUESTS | 'application/json';
  /** @default false */
  readonly mayLackBody?: true;
  /**
   * By status: the answer's name, the type of one that is no JSON, null for one without a body, or `location` for one that
   * names in a header of this name where the content is.
   */
  readonly answers: Readonly<
    Record<number, keyof typeof ANSWERS | `text/${string}` | 'application/jsonl' | 'location' | null>
  >;
}

/** How many runs `GET /v1/runs` tells of at most, and unless it is asked. */
const MOST_RUNS = 200;
const USUAL_RUNS = 50;

export const versionInPath = z.object({ version: z.pipe(inDigits, versionNumber) });

/** `at`: ISO 8601 with an offset. @default now */
export const championQuery = z.object({ at: z.optional(z.iso.datetime({ offset: true })) });
export const runsQuery = z.object({
  classifier: z.optional(classifierName),
  limit: z._default(z.pipe(inDigits, z.int().check(z.minimum(1), z.maximum(MOST_RUNS))), USUAL_RUNS),
});

/** Runs that are asked for with the same key are one run. @default a key that nobody else has */
export const newRunHeaders = z.object({
  'idempotency-key': z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
});

/** By what a webhook is known to be the provider's (Standard Webhooks). */
const webhookHeaders = z.object({
  'webhook-id': z.string(),
  'webhook-timestamp': z.string(),
  'webhook-signature': z.string(),
});

type RouteKey<R = (typeof ROUTES)[number]> = R extends { method: string; path: string }
  ? `${R['method']} ${R['path']}`
  : never;

/** Every route of the contract has its messages: one that is forgotten does not compile. */
export const ROUTE_MESSAGES: Readonly<Record<RouteKey, RouteMessages>> = {
  'POST /v1/classifiers/{classifier}/classify': {
    query: classifyQuery,
    body: 'ClassifyRequest',
    answers: { 200: 'PredictionOrPredictions' },
  },
  'GET /v1/classifiers': { answers: { 200: 'Classifiers' } },
  'GET /v1/classifiers/{classifier}': { answers: { 200: 'Classifier' } },
  'DELETE /v1/classifiers/{classifier}': { answers: { 200: 'DeletedClassifier' } },
  'POST /v1/classifiers/{classifier}/feedback': {
    body: 'Feedback',
    answers: { 200: 'FeedbackReceipt', 201: 'FeedbackReceipt' },
  },
  'GET /v1/classifiers/{classifier}/versions': { answers: { 200: 'Versions' } },
  'GET /v1/classifiers/{classifier}/champion': { query: championQuery, answers: { 200: 'ServiceTime' } },
  'GET /v1/classifiers/{classifier}/history': { answers: { 200: 'History' } },
  'GET /v1/classifiers/{classifier}/drift': { answers: { 200: 'Drift' } },
  'GET /v1/classifiers/{classifier}/settings': { answers: { 200: 'StoredSettings' } },
  'PUT /v1/classifiers/{classifier}/settings': { body: 'Settings', answers: { 200: 'StoredSettings' } },
  'POST /v1/classifiers/{classifier}/promote': { body: 'Promotion', answers: { 200: 'Champion' } },
  'POST /v1/classifiers/{classifier}/rollback': { body: 'Rollback', mayLackBody: true, answers: { 200: 'Champion' } },
  'POST /v1/classifiers/{classifier}/canary': { body: 'Canary', answers: { 200: 'Champion' } },
  'DELETE /v1/classifiers/{classifier}/canary': { answers: { 200: 'Champion' } },
  'DELETE /v1/classifiers/{classifier}/versions/{version}': { answers: { 200: 'Version' } },
  'POST /v1/classifiers/{classifier}/uploads': { body: 'Upload', answers: { 201: 'PresignedPost' } },
  'GET /v1/runs': { query: runsQuery, answers: { 200: 'Runs' } },
  'POST /v1/runs': { headers: newRunHeaders, body: 'NewRun', answers: { 200: 'Run', 201: 'Run' } },
  'GET /v1/runs/{run}': { answers: { 200: 'Run' } },
  'POST /v1/runs/{run}/cancel': { answers: { 202: 'Run' } },
  'GET /v1/runs/{run}/events': { answers: { 200: 'Events' } },
  'GET /v1/runs/{run}/results.csv': { answers: { 200: 'text/csv', 307: 'location' } },
  'GET /v1/runs/{run}/predictions.jsonl': { answers: { 200: 'application/jsonl', 307: 'location' } },
  'GET /v1/runs/{run}/evaluation': { answers: { 200: 'Evaluation', 307: 'location' } },
  'GET /v1/runs/{run}/preparation': { answers: { 200: 'Preparation', 307: 'location' } },
  'GET /v1/runs/{run}/report': { answers: { 200: 'text/html' } },
  'POST /v1/webhooks/openai': { headers: webhookHeaders, body: 'application/json', answers: { 204: null } },
  'GET /v1/openapi.json': { answers: { 200: 'OpenApi' } },
  'GET /v1/health': { answers: { 200: 'Health' } },
};
