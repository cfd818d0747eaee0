import { ApiError } from '../api-error.ts';
import type { EngineContext } from '../engine-context.ts';
import { JOBS_PREFIX } from '../keys.ts';
import { hasEnded } from '../records/job-record.ts';
import { requireJob } from './stored-jobs.ts';

/**
 * Removes all that is kept of a job that has ended, for good, with what a bucket keeps of older versions. Its model and its
 * files are deleted by themselves.
 * @throws ApiError 404 when there is no such job, 400 when it has not ended
 */
export async function deleteJob(context: EngineContext, id: string): Promise<string> {
  const job = await requireJob(context, id);
  if (!hasEnded(job)) throw new ApiError(400, `The job is ${job.status}: cancel it first`);
  // No other id begins like this: all have the same length.
  await context.store.removeAll(`${JOBS_PREFIX}${job.id}.`);
  return job.id;
}
