import { readArtefact, writeArtefact } from '../../core/artefact.ts';
import { isJobId, jobKey } from '../keys.ts';
import { type AdvanceOptions, advanceUnderLease, type Held } from '../leases/advance-under-lease.ts';
import { announcedEnd } from '../records/announcement-record.ts';
import { isAtRest, type JobRecord, jobRecord } from '../records/job-record.ts';
import { JobFault } from './job-fault.ts';
import { failed, type TrainingContext, takeStep, tidyUp } from './training-steps.ts';

/**
 * Trains a job on, by one step at least, for as long as the options allow, unless it is at rest or somebody else is at it.
 * @returns the job as it is stored; undefined when there is none
 */
export async function advanceJob(
  context: TrainingContext,
  id: string,
  options: AdvanceOptions,
): Promise<JobRecord | undefined> {
  const { store, clock, outbox, reportEvent } = context;
  const work = {
    read: () => readJob(context, id),
    isAtRest,
    step: (job: JobRecord) => takeStep(context, job),
    giveUp: (job: JobRecord) => failed(job, clock(), new JobFault('server_error', GIVEN_UP, null)),
    tidyUp: (job: JobRecord) => tidyUp(context, job),
    async write(job: JobRecord, etag: string): Promise<Held<JobRecord>> {
      // Before the end is written: whoever dies in between leaves an announcement of what has not happened, which waits.
      const end = announcedEnd.safeParse(`fine_tuning.job.${job.status}`);
      if (end.success) await outbox.announce(job.id, end.data);
      const written = await writeArtefact(store, jobKey(job.id), jobRecord, job, { etag });
      for (const { message } of job.events.slice(told)) reportEvent(job.id, message);
      told = job.events.length;
      return { record: job, etag: written.etag };
    },
  };
  const found = await work.read();
  let told = found?.record.events.length ?? 0;
  return advanceUnderLease(work, clock, options);
}

const GIVEN_UP = 'The engine failed at this job several times: its log has the reason. Create a new job to try again';

/** A job as it is stored, with the etag that a conditional write needs. */
export async function readJob(
  { store }: Pick<TrainingContext, 'store'>,
  id: string,
): Promise<Held<JobRecord> | undefined> {
  if (!isJobId(id)) return undefined;
  const found = await readArtefact(store, jobKey(id), jobRecord);
  return found && { record: found.value, etag: found.etag };
}
