import { writeArtefact } from '../../core/artefact.ts';
import { isConditionFailed } from '../../core/store.ts';
import { ApiError } from '../api-error.ts';
import { BASE_MODELS, isBaseModel } from '../base-models.ts';
import type { EngineContext } from '../engine-context.ts';
import { findFile } from '../files/stored-files.ts';
import { jobKey } from '../keys.ts';
import type { FileRecord } from '../records/file-record.ts';
import { isAtRest, type JobRecord, jobRecord } from '../records/job-record.ts';
import type { CreateJobBody } from '../wire/job.ts';
import { jobIdOf, newJob, tokenOf } from './new-job.ts';
import { sameJob } from './same-job.ts';
import { findJob, requireJob } from './stored-jobs.ts';

/** Jobs that may wait at once, unless the engine is told otherwise. */
export const USUAL_WAITING_JOBS = 100;

/**
 * Creates a job and returns at once. With a token in its metadata the job's id follows from the token: the same request
 * again returns the job that the first one made, in whatever state it is by now.
 * @throws ApiError 400 for a model or file that does not fit, 409 when the token's job was asked for otherwise, 429 when
 *   too many jobs wait
 */
export async function createJob(context: EngineContext, body: CreateJobBody): Promise<JobRecord> {
  const { store, clock, reportEvent } = context;
  if (!isBaseModel(body.model)) {
    throw new ApiError(400, `The model cannot be tuned: expected one of ${BASE_MODELS.join(', ')}`, {
      param: 'model',
      code: 'model_not_available',
    });
  }
  const token = tokenOf(body);
  const known = token === undefined ? undefined : await findJob(context, jobIdOf(token));
  if (known) return sameJob(context, known, body);
  const training = await requireUpload(context, body.training_file, 'training_file');
  const validation = body.validation_file
    ? await requireUpload(context, body.validation_file, 'validation_file')
    : null;
  await refuseTooManyWaiting(context);
  const job = newJob(body, { training, validation }, clock());
  try {
    await writeArtefact(store, jobKey(job.id), jobRecord, job, 'absent');
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    return sameJob(context, await requireJob(context, job.id), body);
  }
  reportEvent(job.id, 'Created fine-tuning job');
  return job;
}

async function refuseTooManyWaiting({ pendingJobs, mostWaitingJobs }: EngineContext): Promise<void> {
  if (mostWaitingJobs === Number.POSITIVE_INFINITY) return;
  const waiting = (await pendingJobs.list()).filter((job) => !isAtRest(job));
  if (waiting.length < mostWaitingJobs) return;
  throw new ApiError(429, `There are ${mostWaitingJobs} jobs waiting: try again when one has ended`, {
    code: 'rate_limit_exceeded',
  });
}

async function requireUpload(context: EngineContext, id: string, param: string): Promise<FileRecord> {
  const file = await findFile(context, id);
  if (!file) {
    throw new ApiError(400, `The ${param} does not exist: upload it to /v1/files first`, {
      param,
      code: 'invalid_file',
    });
  }
  if (file.purpose === 'fine-tune') return file;
  throw new ApiError(400, `The ${param} was uploaded for '${file.purpose}': upload it with the purpose 'fine-tune'`, {
    param,
    code: 'invalid_file_purpose',
  });
}
