import { readArtefact } from '../artefact.ts';
import type { Job } from '../contract/job.ts';
import { runKey, trainedKey } from '../contract/keys.ts';
import { run as runSchema } from '../contract/run.ts';
import { trained as trainedSchema } from '../contract/trained.ts';
import { LabelsmithError } from '../errors.ts';
import type { Store } from '../store.ts';

/**
 * Whether nobody will ever ask for what the job has brought: its run was cancelled, and the job had succeeded before it
 * could be. A job whose success the workflow has seen is another matter: it is noted as trained, and the next run on the
 * same rows takes it over without paying again.
 * @throws LabelsmithError `ProviderUnavailable` while such a job has not named its model, which can then not be deleted
 */
export async function isUnwanted(store: Store, job: Job): Promise<boolean> {
  if (job.status !== 'succeeded' || job.adoptedFrom) return false;
  const record = (await readArtefact(store, runKey(job.run, 'run.json'), runSchema))?.value;
  if (record?.status !== 'cancelled' || record.version !== null) return false;
  if (record.dataset) {
    const key = trainedKey(record.classifier, record.dataset, job.trainingSettings);
    if ((await readArtefact(store, key, trainedSchema))?.value.run === job.run) return false;
  }
  if (job.model) return true;
  const message = `job ${job.id} succeeded before it could be cancelled, and has not named its model yet`;
  throw new LabelsmithError('ProviderUnavailable', message, 'Wait: it is looked at again.');
}
