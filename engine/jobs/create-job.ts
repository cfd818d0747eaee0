import { writeArtefact } from '../../core/artefact.ts';
import { canonicalJson } from '../../core/hash.ts';
import { isConditionFailed } from '../../core/store.ts';
import { ApiError } from '../api-error.ts';
import { BASE_MODELS, isBaseModel } from '../base-models.ts';
import type { EngineContext } from '../engine-context.ts';
import { findFile } from '../files/stored-files.ts';
import { digest, jobKey, randomDigits } from '../keys.ts';
import type { FileRecord } from '../records/file-record.ts';
import { withEvent } from '../records/job-events.ts';
import { isAtRest, type JobRecord, jobRecord } from '../records/job-record.ts';
import type { CreateJobBody } from '../wire/job.ts';
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
  const { store, clock } = context;
  if (!isBaseModel(body.model)) {
    throw new ApiError(400, `The model cannot be tuned: expected one of ${BASE_MODELS.join(', ')}`, {
      param: 'model',
      code: 'model_not_available',
    });
  }
  const training = await requireUpload(context, body.training_file, 'training_file');
  const validation = body.validation_file
    ? await requireUpload(context, body.validation_file, 'validation_file')
    : null;
  const created = newJob(body, { training, validation }, clock());
  const job = withEvent(created, clock(), { message: 'Created fine-tuning job' });
  const known = tokenOf(body) === undefined ? undefined : await findJob(context, job.id);
  if (known) return sameJob(known, job);
  await refuseTooManyWaiting(context);
  try {
    await writeArtefact(store, jobKey(job.id), jobRecord, job, 'absent');
    return job;
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    return sameJob(await requireJob(context, job.id), job);
  }
}

async function refuseTooManyWaiting({ pendingJobs, mostWaitingJobs }: EngineContext): Promise<void> {
  const waiting = (await pendingJobs.list()).filter((job) => !isAtRest(job));
  if (waiting.length < mostWaitingJobs) return;
  throw new ApiError(429, `There are ${mostWaitingJobs} jobs waiting: try again when one has ended`, {
    code: 'rate_limit_exceeded',
  });
}

/** @throws ApiError 409 that names what was asked for otherwise when the token was first used */
function sameJob(known: JobRecord, asked: JobRecord): JobRecord {
  const sameFile = (digests: (string | null)[], ids: (string | null)[]) =>
    digests.every((digest) => digest !== null) ? digests[0] === digests[1] : ids[0] === ids[1];
  const agreements: readonly [string, boolean][] = [
    ['model', known.baseModel === asked.baseModel],
    ['training_file', sameFile([known.trainingDigest, asked.trainingDigest], [known.trainingFile, asked.trainingFile])],
    [
      'validation_file',
      sameFile([known.validationDigest, asked.validationDigest], [known.validationFile, asked.validationFile]),
    ],
    ['suffix', known.suffix === asked.suffix],
    ['seed', known.seed === asked.seed],
    ['hyperparameters', canonicalJson(known.hyperparameters) === canonicalJson(asked.hyperparameters)],
  ];
  const different = agreements.flatMap(([name, agrees]) => (agrees ? [] : [name]));
  if (different.length === 0) return known;
  throw new ApiError(
    409,
    `A job with this metadata token exists, with another ${different.join(', ')}: send what was sent first, or another token`,
    { code: 'token_in_use', param: 'metadata' },
  );
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

const tokenOf = ({ metadata }: CreateJobBody): string | undefined =>
  metadata?.['labelsmith_token'] ?? metadata?.['token'];

interface JobFiles {
  readonly training: FileRecord;
  readonly validation: FileRecord | null;
}

function newJob(body: CreateJobBody, { training, validation }: JobFiles, at: Date): JobRecord {
  const token = tokenOf(body);
  return {
    schema: 'labelsmith.engine-job.v1',
    id: `ftjob-${token === undefined ? randomDigits() : digest(24, 'job', token)}`,
    createdAt: at.toISOString(),
    finishedAt: null,
    status: 'validating_files',
    baseModel: body.model,
    trainingFile: training.id,
    validationFile: validation?.id ?? null,
    trainingDigest: training.digest,
    validationDigest: validation?.digest ?? null,
    suffix: body.suffix ?? '',
    seed: body.seed ?? 0,
    hyperparameters: body.method?.supervised?.hyperparameters ?? body.hyperparameters ?? {},
    metadata: body.metadata ?? null,
    error: null,
    lease: null,
    failures: 0,
    facts: null,
    temperature: null,
    epochs: [],
    events: [],
    checkpoints: [],
    model: null,
    resultFile: null,
    trainedTokens: null,
  };
}
