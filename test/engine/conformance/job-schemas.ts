import type OpenAI from 'openai';
import { z } from 'zod';
import { listOf } from './list-schema.ts';
import { createdAt } from './parts.ts';
import { schemaOf } from './schema-of.ts';

type Job = OpenAI.FineTuning.Jobs.FineTuningJob;

/** What OpenAI sends and its package does not know: the status of a paused job, and the suffix that was asked for. */
type SentJob = Omit<Job, 'status'> & { status: Job['status'] | 'paused'; user_provided_suffix: string | null };

/** The package leaves open what an event's data are: here they are the numbers of an epoch. */
type SentEvent = OpenAI.FineTuning.Jobs.FineTuningJobEvent & { data: Record<string, number> | null };

const auto = z.literal('auto');

const hyperparameters = z.strictObject({
  n_epochs: z.union([auto, z.int().min(1)]),
  batch_size: z.union([auto, z.int().min(1)]),
  learning_rate_multiplier: z.union([auto, z.number().positive()]),
});

/** What `/v1/fine_tuning/jobs` tells of a job. */
export const job = schemaOf<SentJob>()(
  z.strictObject({
    id: z.string().regex(/^ftjob-/),
    object: z.literal('fine_tuning.job'),
    created_at: createdAt,
    finished_at: createdAt.nullable(),
    estimated_finish: createdAt.nullable(),
    status: z.enum(['validating_files', 'queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled']),
    model: z.string().min(1),
    fine_tuned_model: z.string().regex(/^ft:/).nullable(),
    organization_id: z.string().min(1),
    training_file: z.string().regex(/^file-/),
    validation_file: z
      .string()
      .regex(/^file-/)
      .nullable(),
    result_files: z.array(z.string().regex(/^file-/)),
    trained_tokens: z.int().min(1).nullable(),
    seed: z.int().min(0),
    error: z.strictObject({ code: z.string(), message: z.string(), param: z.string().nullable() }).nullable(),
    hyperparameters,
    method: z.strictObject({ type: z.literal('supervised'), supervised: z.strictObject({ hyperparameters }) }),
    metadata: z.record(z.string(), z.string()).nullable(),
    integrations: z.array(z.never()),
    user_provided_suffix: z.string().nullable(),
  }),
);

export const jobList = listOf(job);

export const jobEventList = listOf(
  schemaOf<SentEvent>()(
    z.strictObject({
      id: z.string().regex(/^ftevent-/),
      object: z.literal('fine_tuning.job.event'),
      created_at: createdAt,
      level: z.enum(['info', 'warn', 'error']),
      message: z.string().min(1),
      type: z.enum(['message', 'metrics']),
      data: z.record(z.string(), z.number()).nullable(),
    }),
  ),
);

const loss = z.number().min(0).exactOptional();
const accuracy = z.number().min(0).max(1).exactOptional();

export const checkpointList = listOf(
  schemaOf<OpenAI.FineTuning.Jobs.FineTuningJobCheckpoint>()(
    z.strictObject({
      id: z.string().regex(/^ftckpt-/),
      object: z.literal('fine_tuning.job.checkpoint'),
      created_at: createdAt,
      fine_tuned_model_checkpoint: z.string().regex(/^ft:.*:ckpt-step-\d+$/),
      fine_tuning_job_id: z.string().regex(/^ftjob-/),
      step_number: z.int().min(1),
      metrics: z.strictObject({
        step: z.int().min(1),
        train_loss: loss,
        train_mean_token_accuracy: accuracy,
        valid_loss: loss,
        valid_mean_token_accuracy: accuracy,
        full_valid_loss: loss,
        full_valid_mean_token_accuracy: accuracy,
      }),
    }),
  ),
);
