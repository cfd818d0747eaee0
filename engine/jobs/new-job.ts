import type { Hyperparameters } from '../../core/contract/settings.ts';
import { digest, randomDigits } from '../keys.ts';
import type { FileRecord } from '../records/file-record.ts';
import { withEvent } from '../records/job-events.ts';
import type { JobRecord } from '../records/job-record.ts';
import type { CreateJobBody } from '../wire/job.ts';

/** What marks a request as one that must not make a second job; undefined when every request is to make one. */
export const tokenOf = ({ metadata }: CreateJobBody): string | undefined =>
  metadata?.['labelsmith_token'] ?? metadata?.['token'];

/** The id of the job that a token stands for. */
export const jobIdOf = (token: string): string => `ftjob-${digest(24, 'job', token)}`;

/** What was asked for, in the newer place or in the older one. */
export const hyperparametersOf = ({ method, hyperparameters }: CreateJobBody): Hyperparameters =>
  method?.supervised?.hyperparameters ?? hyperparameters ?? {};

export interface JobFiles {
  readonly training: FileRecord;
  readonly validation: FileRecord | null;
}

/** A job that nobody has looked at yet. */
export function newJob(body: CreateJobBody, { training, validation }: JobFiles, at: Date): JobRecord {
  const token = tokenOf(body);
  const job: JobRecord = {
    schema: 'labelsmith.engine-job.v1',
    id: token === undefined ? `ftjob-${randomDigits()}` : jobIdOf(token),
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
    hyperparameters: hyperparametersOf(body),
    metadata: body.metadata ?? null,
    error: null,
    lease: null,
    failures: 0,
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
  return withEvent(job, at, { message: 'Created fine-tuning job' });
}
