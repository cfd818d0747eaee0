import type { Store } from '../../core/store.ts';
import { listBatches } from '../batches/stored-batches.ts';
import { findJob } from '../jobs/stored-jobs.ts';
import { isBatchId } from '../keys.ts';
import { type AnnouncedEnd, announcedEnd } from '../records/announcement-record.ts';

/** The end that a job or batch has come to, as webhooks name it; undefined while it has none, and when there is no such one. */
export async function endOf(store: Store, subject: string): Promise<AnnouncedEnd | undefined> {
  if (isBatchId(subject)) {
    const [batch] = await listBatches({ store }, [subject]);
    return announcedEnd.safeParse(`batch.${batch?.status}`).data;
  }
  const job = await findJob({ store }, subject);
  return announcedEnd.safeParse(`fine_tuning.job.${job?.status}`).data;
}
