import { readArtefact, writeArtefact } from '../artefact.ts';
import { hasJobEnded, type Job, job as jobSchema } from '../contract/job.ts';
import { runKey } from '../contract/keys.ts';
import { isLabelsmithError } from '../errors.ts';
import { findClaimedJob, readClaim } from './job-claim.ts';
import type { ProviderJob, TrainingProvider } from './provider.ts';
import type { TuningContext } from './tuning-context.ts';

/** What freeing works with. */
export type ReleaseContext = Pick<TuningContext, 'store' | 'clock' | 'providers'>;

/**
 * Frees what a run holds at its provider: cancels a job that still goes on, and removes the run's files. A job that was
 * created but never recorded is looked for by the run's claim. Freed again, nothing more happens.
 * @throws LabelsmithError `ProviderUnavailable` while nobody knows whether there is a job that is paid for
 */
export async function releaseJob(context: ReleaseContext, run: string): Promise<void> {
  const key = runKey(run, 'job.json');
  const found = await readArtefact(context.store, key, jobSchema);
  if (!found) return releaseClaimed(context, run);
  const job = found.value;
  const provider = await context.providers.training(job);
  const status = hasJobEnded(job.status) ? job.status : await cancel(provider, job.id);
  await removeFilesOf(provider, job);
  if (status !== job.status) await writeArtefact(context.store, key, jobSchema, { ...job, status });
}

/** A run that ended between creating its job and recording it. */
async function releaseClaimed(context: ReleaseContext, run: string): Promise<void> {
  const claim = await readClaim(context, run);
  if (!claim) return;
  const provider = await context.providers.training(claim.value);
  const job = await findClaimedJob(context, claim.value, provider);
  if (!job) return;
  if (!hasJobEnded(job.status)) await cancel(provider, job.id);
  await removeFilesOf(provider, job);
}

/** Cancels a job. A provider that refuses may have nothing left to cancel: what it then says of the job is believed. */
async function cancel(provider: TrainingProvider, id: string): Promise<Job['status']> {
  try {
    await provider.cancel(id);
    return 'cancelled';
  } catch (error) {
    if (!isLabelsmithError(error, 'ProviderRefused')) throw error;
    return (await provider.retrieve(id)).status;
  }
}

/** Removes a job's files at the provider. One that stays behind costs nothing: what is refused is left to the provider. */
export async function removeFilesOf(
  provider: TrainingProvider,
  { trainingFile, validationFile }: Pick<ProviderJob, 'trainingFile' | 'validationFile'>,
): Promise<void> {
  for (const file of [trainingFile, validationFile]) {
    if (file) await provider.removeFiles([file]).catch(() => undefined);
  }
}
