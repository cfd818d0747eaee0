import { readArtefact } from '../../core/artefact.ts';
import { readArtefacts } from '../../core/read-artefacts.ts';
import type { Store } from '../../core/store.ts';
import { ApiError } from '../api-error.ts';
import { isJobId, JOBS_PREFIX, jobKey } from '../keys.ts';
import { type JobRecord, jobRecord } from '../records/job-record.ts';

interface HasStore {
  readonly store: Store;
}

export const jobNotFound = () => new ApiError(404, 'No such fine-tuning job', { param: 'fine_tuning_job_id' });

/** A job by its id; undefined when there is none. */
export async function findJob({ store }: HasStore, id: string): Promise<JobRecord | undefined> {
  return isJobId(id) ? (await readArtefact(store, jobKey(id), jobRecord))?.value : undefined;
}

/** @throws ApiError 404 when there is no such job */
export async function requireJob(context: HasStore, id: string): Promise<JobRecord> {
  const found = await findJob(context, id);
  if (!found) throw jobNotFound();
  return found;
}

/** Ids of all jobs, in no particular order. */
export async function listJobIds({ store }: HasStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const { key } of store.list(JOBS_PREFIX)) {
    const id = key.slice(JOBS_PREFIX.length, -'.json'.length);
    if (jobKey(id) === key && isJobId(id)) ids.push(id);
  }
  return ids;
}

/** All jobs, newest first. */
export async function listJobs({ store }: HasStore, ids?: readonly string[]): Promise<JobRecord[]> {
  const wanted = ids ?? (await listJobIds({ store }));
  const jobs = await readArtefacts(store, wanted.map(jobKey), jobRecord);
  return jobs.sort((a, b) => b.createdAt.localeCompare(a.createdAt) || a.id.localeCompare(b.id));
}
