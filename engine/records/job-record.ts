import { z } from 'zod';
import { jobStatus as sharedStatus } from '../../core/contract/job.ts';
import { timestamp } from '../../core/contract/names.ts';
import { hyperparameters } from '../../core/contract/settings.ts';
import { lease } from '../leases/lease.ts';
import { answerFormat } from './model-record.ts';

/** Losses are mean cross-entropies in nats; validation's are null without a validation file. */
const epochRow = z.object({
  epoch: z.int().min(1),
  trainLoss: z.number(),
  trainAccuracy: z.number(),
  validLoss: z.number().nullable(),
  validAccuracy: z.number().nullable(),
  /** See the trainer's `improvement`; decides when enough is enough. */
  improvement: z.number(),
  at: timestamp,
});
export type EpochRow = z.infer<typeof epochRow>;

const eventRecord = z.object({
  id: z.string(),
  at: timestamp,
  level: z.enum(['info', 'warn', 'error']),
  type: z.enum(['message', 'metrics']),
  message: z.string(),
  data: z.record(z.string(), z.number()).nullable(),
});
export type EventRecord = z.infer<typeof eventRecord>;

/** What a look at the training file told. */
const trainingSetFacts = z.object({
  examples: z.int(),
  characters: z.int(),
  format: answerFormat,
});
export type TrainingSetFacts = z.infer<typeof trainingSetFacts>;

/** A job's state by OpenAI's names, among them the one that is neither on its way nor an end. */
export const jobStatus = z.enum([...sharedStatus.options, 'paused']);

/**
 * `engine/jobs/<id>.json`: all of a job, so that one conditional write moves its status, its events and its epochs
 * together. At most 50 epochs keep it small.
 */
export const jobRecord = z.object({
  schema: z.literal('labelsmith.engine-job.v1'),
  id: z.string(),
  createdAt: timestamp,
  finishedAt: z.nullable(timestamp),
  status: jobStatus,
  baseModel: z.string(),
  trainingFile: z.string(),
  validationFile: z.string().nullable(),
  /** The files' SHA-256 when the job was created, since the same file may be uploaded anew under another id. */
  trainingDigest: z.string().nullable().default(null),
  validationDigest: z.string().nullable().default(null),
  suffix: z.string(),
  seed: z.int(),
  hyperparameters,
  metadata: z.record(z.string(), z.string()).nullable(),
  error: z.object({ code: z.string(), message: z.string(), param: z.string().nullable() }).nullable(),
  lease: lease.nullable(),
  /** Times that a step failed for no known reason since the last one that succeeded. */
  failures: z.int().default(0),
  facts: trainingSetFacts.nullable(),
  /** C of the support-vector machine, and the temperature: decided out of fold before the first epoch; null until then. */
  cost: z.number().positive().nullable().default(null),
  temperature: z.number().nullable(),
  epochs: z.array(epochRow),
  /** Oldest first. */
  events: z.array(eventRecord),
  /** Epochs whose model can be used by itself, oldest first. */
  checkpoints: z.array(z.int()),
  model: z.string().nullable(),
  resultFile: z.string().nullable(),
  trainedTokens: z.int().nullable(),
});
export type JobRecord = z.infer<typeof jobRecord>;

export const hasEnded = (job: JobRecord): boolean =>
  job.status === 'succeeded' || job.status === 'failed' || job.status === 'cancelled';

/** True when nothing is to be done for the job: it has ended, or is paused. */
export const isAtRest = (job: JobRecord): boolean => hasEnded(job) || job.status === 'paused';
