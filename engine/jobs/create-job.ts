import { writeArtefact } from '../../core/artefact.ts';
import { isConditionFailed } from '../../core/store.ts';
import { ApiError } from '../api-error.ts';
import { BASE_MODELS, isBaseModel } from '../base-models.ts';
import type { EngineContext } from '../engine-context.ts';
import { digest, jobKey, randomDigits } from '../keys.ts';
import { withEvent } from '../records/job-events.ts';
import { type JobRecord, jobRecord } from '../records/job-record.ts';
import { requireFile } from '../routes/files.ts';
import type { CreateJobBody } from '../wire/job.ts';
import { requireJob } from './stored-jobs.ts';

/**
 * Creates a job and returns at once. With a token in its metadata the job's id follows from the token: the same request
 * again returns the job that the first one made, in whatever state it is by now.
 */
export async function createJob(context: EngineContext, body: CreateJobBody): Promise<JobRecord> {
  const { store, clock } = context;
  if (!isBaseModel(body.model)) {
    throw new ApiError(400, `The model cannot be tuned: expected one of ${BASE_MODELS.join(', ')}`, {
      param: 'model',
      code: 'model_not_available',
    });
  }
  await requireUpload(context, body.training_file, 'training_file');
  if (body.validation_file) await requireUpload(context, body.validation_file, 'validation_file');
  const job = withEvent(newJob(body, clock()), clock(), { message: 'Created fine-tuning job' });
  try {
    await writeArtefact(store, jobKey(job.id), jobRecord, job, 'absent');
    return job;
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    return requireJob(context, job.id);
  }
}

async function requireUpload({ store }: EngineContext, id: string, param: string): Promise<void> {
  try {
    await requireFile(store, id);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new ApiError(400, `The ${param} does not exist: upload it to /v1/files first`, {
      param,
      code: 'invalid_file',
    });
  }
}

function newJob(body: CreateJobBody, at: Date): JobRecord {
  const token = body.metadata?.['labelsmith_token'] ?? body.metadata?.['token'];
  return {
    schema: 'labelsmith.engine-job.v1',
    id: `ftjob-${token === undefined ? randomDigits() : digest(24, 'job', token)}`,
    createdAt: at.toISOString(),
    finishedAt: null,
    status: 'validating_files',
    baseModel: body.model,
    trainingFile: body.training_file,
    validationFile: body.validation_file ?? null,
    suffix: body.suffix ?? '',
    seed: body.seed ?? 0,
    hyperparameters: body.method?.supervised?.hyperparameters ?? body.hyperparameters ?? {},
    metadata: body.metadata ?? null,
    error: null,
    lease: null,
    facts: null,
    cost: null,
    temperature: null,
    epochs: [],
    events: [],
    checkpoints: [],
    model: null,
    resultFile: null,
    trainedTokens: null,
  };
}
