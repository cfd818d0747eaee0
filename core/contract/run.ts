import { z } from 'zod';
import { progress } from './job.ts';
import { metrics } from './metrics.ts';
import { classifierName, datasetId, providerName, runId, timestamp, versionNumber } from './names.ts';

/** `blocked` means: nothing broke, a person must decide or change something. */
const runStatus = z.enum(['queued', 'running', 'blocked', 'succeeded', 'failed', 'cancelled']);
export type RunStatus = z.infer<typeof runStatus>;

/** The statuses a run never leaves. */
const ENDED: readonly RunStatus[] = ['blocked', 'succeeded', 'failed', 'cancelled'];
export const hasEnded = (status: RunStatus) => ENDED.includes(status);

/** The object a run learns from: one version of one upload. */
export const runSource = z.object({ key: z.string(), versionId: z.string().optional() });
export type RunSource = z.infer<typeof runSource>;

/** Why a run did not succeed: a stable code, what happened, and what a person can do about it. */
const runReason = z.object({ code: z.string(), message: z.string(), remedy: z.string() });
export type RunReason = z.infer<typeof runReason>;

/** In US dollars and in seconds; null where the model's price or pace is not known. */
export const runEstimate = z.object({ costUsd: z.number().nullable(), seconds: z.number().nullable() });

/** `runs/<run>/run.json`: what a person sees of a run, brought up to date at every step and every poll. */
export const run = z.object({
  schema: z.literal('labelsmith.run.v1'),
  run: runId,
  classifier: classifierName,
  status: runStatus,
  /** The name of the state the workflow is in, or was in last. */
  state: z.string(),
  cause: z.enum(['upload', 'schedule', 'api']),
  source: runSource,
  force: z.boolean(),
  /** Hash of the classifier's settings when the run was started. */
  settings: z.string(),
  /** Which feedback there was when the run was started, see `core/feedback/read-feedback.ts`; absent: none. */
  feedback: z.string().optional(),
  startedAt: timestamp,
  updatedAt: timestamp,
  finishedAt: z.nullable(timestamp),
  provider: z.nullable(providerName),
  dataset: z.nullable(datasetId),
  examples: z.object({ train: z.int(), validation: z.int(), removed: z.int() }).nullable(),
  job: z.string().nullable(),
  /** When the provider last answered about the job. */
  lastSeenAt: z.nullable(timestamp),
  expectedEndAt: z.nullable(timestamp),
  /**
   * When the workflow asks the provider next: for the job, for results that are late, or to start a job after the pause that
   * it asked for. null before its first poll but for such a pause, and once the run has ended; in the past while it asks, and
   * while it does something else.
   */
  nextLookAt: z.nullable(timestamp).default(null),
  progress: progress.nullable(),
  /** When the job was last seen to have moved. */
  lastProgressAt: z.nullable(timestamp).default(null),
  /** Since when the provider has not answered; null while it does. */
  silentSince: z.nullable(timestamp).default(null),
  model: z.string().nullable(),
  version: z.nullable(versionNumber),
  promoted: z.boolean().nullable(),
  /** How far scoring is: of so many held-out examples, so many are answered by the model named; null when none is scored. */
  scoring: z.object({ by: z.string(), scored: z.int(), of: z.int() }).nullable().default(null),
  metrics: z.nullable(metrics),
  baseline: z.nullable(metrics),
  verdict: z.string().nullable(),
  reason: runReason.nullable(),
  /** What training was expected to cost and take, before there was a job; null where nobody knows. */
  estimate: runEstimate.nullable().default(null),
  /** Who asked for the run to be cancelled, before it was. */
  cancelRequested: z.object({ at: timestamp, by: z.string() }).nullable().default(null),
  /** What a person should know, besides how the run ended. */
  notes: z.array(z.string()).default([]),
  /** What may still go on at the provider though the run has ended, and what is done about it; null: nothing. */
  unreleased: z.string().nullable().default(null),
});
export type Run = z.infer<typeof run>;
