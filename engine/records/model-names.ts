import { digest } from '../keys.ts';
import type { JobRecord } from './job-record.ts';
import { stepOf } from './steps.ts';

/** The id of the model a job makes, the same however often it is asked: a model cannot be published twice. */
export const tunedModelId = (job: JobRecord): string =>
  `ft:${job.baseModel}:labelsmith:${nameablePart(job.suffix)}:${digest(8, job.id)}`;

export const checkpointModelId = (job: JobRecord, epoch: number): string =>
  `${tunedModelId(job)}:ckpt-step-${stepOf(job, epoch)}`;

/** The id of the table of results. */
export const resultFileId = (job: JobRecord): string => `file-${digest(24, job.id, 'results')}`;

/** A suffix may hold anything; what would not fit between the colons of a model's id becomes a hyphen. */
const nameablePart = (suffix: string): string => suffix.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 64);
