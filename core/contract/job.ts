import { z } from 'zod';
import { providerName, runId, timestamp } from './names.ts';
import { hyperparameters, promotionMode } from './settings.ts';

/** A job's state in our words. A provider's word that we do not know becomes `running`: it must never look like an end. */
export const jobStatus = z.enum(['validating_files', 'queued', 'running', 'succeeded', 'failed', 'cancelled']);
export type JobStatus = z.infer<typeof jobStatus>;

/** True for the statuses that a job never leaves. */
export const hasJobEnded = (status: JobStatus) => ['succeeded', 'failed', 'cancelled'].includes(status);

/**
 * How far an attempt has come. `uploading`: nothing was asked to be created yet. `creating`: a job may exist. `refused`:
 * the provider said for certain that it created none. `released`: the run has ended; nobody may create anything more.
 */
const claimPhase = z.enum(['uploading', 'creating', 'refused', 'released']);

/** `runs/<run>/claim.json`: written before a job is created, so that a run can never create a second one blindly. */
export const claim = z.object({
  schema: z.literal('labelsmith.claim.v1'),
  run: runId,
  /** Where the job is created, for whoever has to look for it there. */
  provider: providerName,
  baseUrl: z.string(),
  attempt: z.int().min(1),
  /** When the run's first attempt began: what is older at the provider is not this run's. */
  since: timestamp,
  /** After this moment the attempt that wrote the claim can no longer create anything. */
  deadline: timestamp,
  phase: claimPhase,
  /** The run's files at the provider, as far as their ids are known; every attempt uses the same ones. */
  trainingFile: z.string().nullable(),
  validationFile: z.string().nullable(),
});
export type Claim = z.infer<typeof claim>;

export const checkpoint = z.object({
  id: z.string(),
  model: z.string(),
  step: z.int(),
  metrics: z.record(z.string(), z.number()),
});
export type Checkpoint = z.infer<typeof checkpoint>;

/** `runs/<run>/job.json`: the provider's job as it was last seen. */
export const job = z.object({
  schema: z.literal('labelsmith.job.v1'),
  run: runId,
  provider: providerName,
  /** The host's `/v1` address; empty for the provider's own. */
  baseUrl: z.string(),
  id: z.string(),
  status: jobStatus,
  /** The model that was asked to be tuned. */
  baseModel: z.string(),
  /** Hash of the settings that shape the model besides its dataset, as they were when the job was created. */
  trainingSettings: z.string(),
  /** Who decides whether the model goes into service. */
  promotion: promotionMode,
  /** The fine-tuned model's id, once there is one. */
  model: z.string().nullable(),
  trainingFile: z.string(),
  validationFile: z.string().nullable(),
  resultFiles: z.array(z.string()),
  hyperparameters,
  trainedTokens: z.int().nullable(),
  createdAt: timestamp,
  estimatedFinish: z.nullable(timestamp),
  finishedAt: z.nullable(timestamp),
  lastSeenAt: timestamp,
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  checkpoints: z.array(checkpoint),
  /** How often the workflow has looked at the job: each time costs some of its execution's history. */
  looks: z.int().min(0).default(0),
  /** When the job was last seen to have moved. */
  lastProgressAt: z.nullable(timestamp).default(null),
  /** Since when the provider has not answered; null while it does. */
  silentSince: z.nullable(timestamp).default(null),
  /** When the results were first asked for in vain. */
  resultsMissingSince: z.nullable(timestamp).default(null),
  /** When the checkpoints or the last events were first asked for in vain, after the results were there or given up. */
  restMissingSince: z.nullable(timestamp).default(null),
  /** Rows of the provider's result file, once it is stored. */
  resultRows: z.int().nullable().default(null),
  /** The run that created the job, where this run took over what that one had paid for. */
  adoptedFrom: z.nullable(runId).default(null),
});
export type Job = z.infer<typeof job>;

/** How far training is; every number is absent when the provider does not tell. Losses are cross-entropies in nats. */
export const progress = z.object({
  step: z.int().optional(),
  epoch: z.number().optional(),
  epochs: z.number().optional(),
  trainLoss: z.number().optional(),
  trainAccuracy: z.number().optional(),
  validationLoss: z.number().optional(),
  validationAccuracy: z.number().optional(),
});
export type Progress = z.infer<typeof progress>;

/** One line of `runs/<run>/events.jsonl`, oldest first. */
export const jobEvent = z.object({
  id: z.string(),
  at: timestamp,
  level: z.enum(['info', 'warn', 'error']),
  message: z.string(),
  progress: progress.nullable(),
});
export type JobEvent = z.infer<typeof jobEvent>;
