import { changeArtefact, readArtefact } from '../artefact.ts';
import { hasJobEnded, type Job, job as jobSchema } from '../contract/job.ts';
import { runKey } from '../contract/keys.ts';
import { isLabelsmithError } from '../errors.ts';
import { changeClaim, findClaimedJob, type HeldClaim, readClaim } from './job-claim.ts';
import type { TrainingProvider } from './provider.ts';
import { removeRunFiles } from './run-files.ts';
import type { TuningContext } from './tuning-context.ts';

/** What freeing works with. */
export type ReleaseContext = Pick<TuningContext, 'store' | 'clock' | 'providers'>;

/**
 * Frees what a run holds at its provider: cancels a job that still goes on, and removes the run's files. A job that was
 * created but never recorded is looked for by the run's claim, and no attempt that still lives can create one any more.
 * Freed again, nothing more happens.
 * @throws LabelsmithError `ProviderUnavailable`, `KeyRefused`, `ProviderRefused` or `JobUncertain` while something may be left
 */
export async function releaseJob(context: ReleaseContext, run: string): Promise<void> {
  const { store, providers } = context;
  const job = (await readArtefact(store, runKey(run, 'job.json'), jobSchema))?.value;
  const held = await readClaim(store, run);
  const where = job ?? held?.value;
  if (!where) return;
  const provider = await providers.training(where);
  if (job) await endJob(context, provider, job);
  else if (held) await endClaim(context, provider, held);
  await removeRunFiles(store, run, provider, { claim: held?.value, job });
}

async function endJob({ store }: ReleaseContext, provider: TrainingProvider, job: Job): Promise<void> {
  if (hasJobEnded(job.status)) return;
  const status = await cancel(provider, job.id);
  await changeArtefact(store, runKey(job.run, 'job.json'), jobSchema, (now) =>
    hasJobEnded(now.status) ? now : { ...now, status },
  );
}

/** A run that ended before its job was recorded. */
async function endClaim(context: ReleaseContext, provider: TrainingProvider, held: HeldClaim): Promise<void> {
  if (held.value.phase === 'released') return;
  const job = await findClaimedJob(context, held.value, provider);
  if (job && !hasJobEnded(job.status)) await cancel(provider, job.id);
  await changeClaim(context.store, held, { phase: 'released' });
}

/** Cancels a job. A provider that refuses may have nothing left to cancel: what it then says of the job is believed. */
async function cancel(provider: TrainingProvider, id: string): Promise<Job['status']> {
  try {
    await provider.cancel(id);
    return 'cancelled';
  } catch (error) {
    if (!isLabelsmithError(error, 'ProviderRefused')) throw error;
    const { status } = await provider.retrieve(id);
    if (!hasJobEnded(status)) throw error;
    return status;
  }
}
