import { changeArtefact } from '../../core/artefact.ts';
import { ApiError } from '../api-error.ts';
import type { EngineContext } from '../engine-context.ts';
import { jobKey } from '../keys.ts';
import { withEvent } from '../records/job-events.ts';
import { hasEnded, type JobRecord, jobRecord } from '../records/job-record.ts';
import { requireJob } from './stored-jobs.ts';

/**
 * Stops a job until it is resumed. Whoever is training it finds out at the end of the epoch, which is then trained again.
 * @throws ApiError 400 when the job is paused already, or has ended
 */
export function pauseJob(context: EngineContext, id: string): Promise<JobRecord> {
  return change(context, id, (job) => {
    if (job.status === 'paused') throw refused('The job is paused already: resume it to let it go on');
    if (hasEnded(job)) throw refused(`The job has already ${job.status}: only a job that goes on can be paused`);
    return withEvent({ ...job, status: 'paused', lease: null }, context.clock(), { message: 'The job was paused' });
  });
}

/**
 * Lets a paused job go on after the last epoch that was written.
 * @throws ApiError 400 when the job is not paused
 */
export function resumeJob(context: EngineContext, id: string): Promise<JobRecord> {
  return change(context, id, (job) => {
    if (job.status !== 'paused') throw refused(`The job is not paused but ${job.status}: only a paused job is resumed`);
    return withEvent({ ...job, status: statusReached(job) }, context.clock(), { message: 'The job was resumed' });
  });
}

/** Where a job stands by what it has: the facts of its files first, then what precedes the first epoch. */
function statusReached({ facts, temperature }: JobRecord): JobRecord['status'] {
  if (facts === null) return 'validating_files';
  return temperature === null ? 'queued' : 'running';
}

async function change(context: EngineContext, id: string, how: (job: JobRecord) => JobRecord): Promise<JobRecord> {
  const { id: known } = await requireJob(context, id);
  const changed = await changeArtefact(context.store, jobKey(known), jobRecord, how);
  context.reportEvent(known, changed.events.at(-1)?.message ?? changed.status);
  return changed;
}

const refused = (message: string) => new ApiError(400, message, { code: 'invalid_job_status' });
