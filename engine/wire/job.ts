import { z } from 'zod';
import { hyperparameters } from '../../core/contract/settings.ts';
import { estimatedFinish } from '../jobs/estimated-finish.ts';
import type { EpochRow, EventRecord, JobRecord } from '../records/job-record.ts';
import { checkpointModelId } from '../records/model-names.ts';
import { stepOf } from '../records/steps.ts';
import { secondsOf } from './seconds.ts';

const MOST_METADATA_PAIRS = 16;

/** What a client may attach to a job or a batch; bounds are OpenAI's. */
export const metadata = z
  .record(z.string().max(64), z.string().max(512))
  .refine((pairs) => Object.keys(pairs).length <= MOST_METADATA_PAIRS, 'expected 16 pairs at most');

/** Body of `POST /v1/fine_tuning/jobs`; bounds are OpenAI's. An unknown field is refused: it would change nothing. */
export const createJobBody = z.strictObject({
  model: z.string().min(1),
  training_file: z.string().min(1),
  validation_file: z.string().min(1).nullish(),
  suffix: z.string().min(1).max(64).nullish(),
  seed: z.int().min(0).max(2_147_483_647).nullish(),
  metadata: metadata.nullish(),
  hyperparameters: hyperparameters.nullish(),
  method: z
    .strictObject({
      type: z.literal('supervised', { error: "expected 'supervised', the one method that is offered" }),
      supervised: z.strictObject({ hyperparameters: hyperparameters.nullish() }).nullish(),
    })
    .nullish(),
  integrations: z.array(z.unknown()).max(0, 'expected none: integrations are not offered').nullish(),
});
export type CreateJobBody = z.infer<typeof createJobBody>;

/** A fine-tuning job as OpenAI describes it. */
export function jobObject(job: JobRecord) {
  const used = {
    n_epochs: job.hyperparameters.n_epochs ?? ('auto' as const),
    batch_size: job.hyperparameters.batch_size ?? ('auto' as const),
    learning_rate_multiplier: job.hyperparameters.learning_rate_multiplier ?? ('auto' as const),
    ...(job.status === 'succeeded' && { n_epochs: job.epochs.length }),
  };
  const finish = estimatedFinish(job);
  return {
    id: job.id,
    object: 'fine_tuning.job' as const,
    created_at: secondsOf(job.createdAt),
    finished_at: job.finishedAt === null ? null : secondsOf(job.finishedAt),
    estimated_finish: finish === null ? null : Math.ceil(finish / 1000),
    status: job.status,
    model: job.baseModel,
    fine_tuned_model: job.model,
    organization_id: 'labelsmith',
    training_file: job.trainingFile,
    validation_file: job.validationFile,
    result_files: job.resultFile === null ? [] : [job.resultFile],
    trained_tokens: job.trainedTokens,
    seed: job.seed,
    error: job.error,
    hyperparameters: used,
    method: { type: 'supervised' as const, supervised: { hyperparameters: used } },
    metadata: job.metadata,
    user_provided_suffix: job.suffix || null,
    integrations: [],
  };
}
export type JobObject = ReturnType<typeof jobObject>;

export const eventObject = (event: EventRecord) => ({
  id: event.id,
  object: 'fine_tuning.job.event' as const,
  created_at: secondsOf(event.at),
  level: event.level,
  message: event.message,
  type: event.type,
  data: event.data,
});

/** The numbers of an epoch by OpenAI's names; without a validation file, without validation's. */
export function epochMetrics(job: JobRecord, row: EpochRow): Record<string, number> {
  const validation = {
    ...(row.validLoss !== null && { valid_loss: row.validLoss, full_valid_loss: row.validLoss }),
    ...(row.validAccuracy !== null && {
      valid_mean_token_accuracy: row.validAccuracy,
      full_valid_mean_token_accuracy: row.validAccuracy,
    }),
  };
  const training = { train_loss: row.trainLoss, train_mean_token_accuracy: row.trainAccuracy };
  return { step: stepOf(job, row.epoch), ...training, ...validation };
}

export function checkpointObject(job: JobRecord, row: EpochRow) {
  return {
    id: `ftckpt-${job.id.slice('ftjob-'.length)}-${row.epoch}`,
    object: 'fine_tuning.job.checkpoint' as const,
    created_at: secondsOf(row.at),
    fine_tuned_model_checkpoint: checkpointModelId(job, row.epoch),
    fine_tuning_job_id: job.id,
    step_number: stepOf(job, row.epoch),
    metrics: epochMetrics(job, row),
  };
}
