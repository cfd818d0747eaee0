import { readArtefact, writeArtefact } from '../artefact.ts';
import { hasJobEnded, type Job, job as jobSchema } from '../contract/job.ts';
import { runKey } from '../contract/keys.ts';
import { isLabelsmithError } from '../errors.ts';
import type { Store } from '../store.ts';
import type { Providers, TrainingProvider } from './provider.ts';

/**
 * Frees what a run holds at its provider: cancels a job that still goes on, and removes the run's files. A run without a
 * job holds nothing; a job that is freed already stays so.
 * @throws LabelsmithError `ProviderUnavailable` when nobody knows whether the job was cancelled
 */
export async function releaseJob(
  { store, providers }: { store: Store; providers: Providers },
  run: string,
): Promise<void> {
  const key = runKey(run, 'job.json');
  const found = await readArtefact(store, key, jobSchema);
  if (!found || hasJobEnded(found.value.status)) return;
  const provider = await providers.training(found.value);
  try {
    await provider.cancel(found.value.id);
  } catch (error) {
    // A provider that refuses has nothing left to cancel.
    if (!isLabelsmithError(error, 'ProviderRefused')) throw error;
  }
  await removeFilesOf(provider, found.value);
  await writeArtefact(store, key, jobSchema, { ...found.value, status: 'cancelled' });
}

/** Removes a job's files at the provider. One that stays behind costs nothing: what is refused is left to the provider. */
export async function removeFilesOf(
  provider: TrainingProvider,
  { trainingFile, validationFile }: Pick<Job, 'trainingFile' | 'validationFile'>,
): Promise<void> {
  const files = [trainingFile, validationFile ?? ''].filter((file) => file !== '');
  await provider.removeFiles(files).catch(() => undefined);
}
