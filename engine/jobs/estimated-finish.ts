import type { JobRecord } from '../records/job-record.ts';
import { mostEpochs } from '../records/most-epochs.ts';

/** An epoch's usual length is told by the last ones: a pause or a restart among them must not count. */
const EPOCHS_LOOKED_AT = 5;

/**
 * When a running job will have trained its last epoch, in ms since 1970, if the epochs to come take as long as the
 * quickest of the last ones. Null before two epochs are done and once the job is not running.
 */
export function estimatedFinish(job: Pick<JobRecord, 'status' | 'epochs' | 'hyperparameters'>): number | null {
  const times = job.epochs.slice(-EPOCHS_LOOKED_AT - 1).map(({ at }) => Date.parse(at));
  const last = times.at(-1);
  if (job.status !== 'running' || last === undefined || times.length < 2) return null;
  const lengths = times.slice(1).map((time, index) => time - (times[index] ?? time));
  return last + Math.min(...lengths) * (mostEpochs(job) - job.epochs.length);
}
