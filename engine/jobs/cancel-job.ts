import { changeArtefact } from '../../core/artefact.ts';
import { ApiError } from '../api-error.ts';
import type { EngineContext } from '../engine-context.ts';
import { jobKey } from '../keys.ts';
import { withEvent } from '../records/job-events.ts';
import { hasEnded, type JobRecord, jobRecord } from '../records/job-record.ts';
import { tidyUp } from '../training/training-steps.ts';
import { requireJob } from './stored-jobs.ts';

/**
 * Ends a job as cancelled, at once. Whoever is training it finds out at the end of the epoch, when nothing of theirs is
 * accepted any more. Cancelling twice is no error.
 * @throws ApiError 400 when the job has succeeded or failed
 */
export async function cancelJob(context: EngineContext, id: string): Promise<JobRecord> {
  const { store, clock } = context;
  const { id: known, status } = await requireJob(context, id);
  if (status !== 'cancelled') await context.outbox.announce(known, 'fine_tuning.job.cancelled');
  const cancelled = await changeArtefact(store, jobKey(known), jobRecord, (job) => {
    if (job.status === 'cancelled') return job;
    if (hasEnded(job)) {
      throw new ApiError(400, `The job has already ${job.status}: only a job that has not ended can be cancelled`);
    }
    const at = clock();
    const ended = { ...job, status: 'cancelled' as const, lease: null, finishedAt: at.toISOString() };
    return withEvent(ended, at, { message: 'The job was cancelled' });
  });
  if (status !== 'cancelled') context.reportEvent(known, 'The job was cancelled');
  await tidyUp(context, cancelled);
  return cancelled;
}
