import { canonicalJson } from '../../core/hash.ts';
import { ApiError } from '../api-error.ts';
import type { EngineContext } from '../engine-context.ts';
import { findFile } from '../files/stored-files.ts';
import type { JobRecord } from '../records/job-record.ts';
import type { CreateJobBody } from '../wire/job.ts';
import { hyperparametersOf } from './new-job.ts';

/**
 * The job that a token stands for, if it is what the request asks for. Files may have been uploaded anew, or be gone by now.
 * @throws ApiError 409 that names what was asked for otherwise when the token was first used
 */
export async function sameJob(context: EngineContext, known: JobRecord, asked: CreateJobBody): Promise<JobRecord> {
  const { trainingFile, trainingDigest, validationFile, validationDigest } = known;
  const agreements: readonly [string, boolean][] = [
    ['model', known.baseModel === asked.model],
    ['training_file', await isSameFile(context, asked.training_file, trainingFile, trainingDigest)],
    ['validation_file', await isSameFile(context, asked.validation_file, validationFile, validationDigest)],
    ['suffix', known.suffix === (asked.suffix ?? '')],
    ['seed', known.seed === (asked.seed ?? 0)],
    ['hyperparameters', canonicalJson(known.hyperparameters) === canonicalJson(hyperparametersOf(asked))],
  ];
  const different = agreements.flatMap(([name, agrees]) => (agrees ? [] : [name]));
  if (different.length === 0) return known;
  throw new ApiError(
    409,
    `A job with this metadata token exists, with another ${different.join(', ')}: send what was sent first, or another token`,
    { code: 'token_in_use', param: 'metadata' },
  );
}

async function isSameFile(
  context: EngineContext,
  asked: string | null | undefined,
  known: string | null,
  digest: string | null,
): Promise<boolean> {
  if ((asked ?? null) === known) return true;
  if (!asked || digest === null) return false;
  return (await findFile(context, asked))?.digest === digest;
}
