import { z } from 'zod';
import { metrics } from './evaluation.ts';
import { progress } from './job.ts';
import { classifierName, datasetId, runId, timestamp, versionNumber } from './names.ts';
import { providerName } from './settings.ts';

/** `blocked` means: nothing broke, a person must decide or change something. */
export const runStatus = z.enum(['queued', 'running', 'blocked', 'succeeded', 'failed', 'cancelled']);
export type RunStatus = z.infer<typeof runStatus>;

/** The statuses a run never leaves. */
export const ENDED: readonly RunStatus[] = ['blocked', 'succeeded', 'failed', 'cancelled'];
export const hasEnded = (status: RunStatus) => ENDED.includes(status);

/** The object a run learns from: one version of one upload. */
export const runSource = z.object({ key: z.string(), versionId: z.string().optional() });
export type RunSource = z.infer<typeof runSource>;

/** Why a run did not succeed: a stable code, what happened, and what a person can do about it. */
export const runReason = z.object({ code: z.string(), message: z.string(), remedy: z.string() });
export type RunReason = z.infer<typeof runReason>;

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
  startedAt: timestamp,
  updatedAt: timestamp,
  finishedAt: timestamp.nullable(),
  provider: providerName.nullable(),
  dataset: datasetId.nullable(),
  examples: z.object({ train: z.int(), validation: z.int(), removed: z.int() }).nullable(),
  job: z.string().nullable(),
  /** When the provider last answered about the job. */
  lastSeenAt: timestamp.nullable(),
  expectedEndAt: timestamp.nullable(),
  progress: progress.nullable(),
  model: z.string().nullable(),
  version: versionNumber.nullable(),
  promoted: z.boolean().nullable(),
  metrics: metrics.nullable(),
  baseline: metrics.nullable(),
  verdict: z.string().nullable(),
  reason: runReason.nullable(),
});
export type Run = z.infer<typeof run>;
