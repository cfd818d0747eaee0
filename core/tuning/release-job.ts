import { changeArtefact, readArtefact } from '../artefact.ts';
import { hasJobEnded, type Job, job as jobSchema } from '../contract/job.ts';
import { runKey } from '../contract/keys.ts';
import { isLabelsmithError } from '../errors.ts';
import { rememberUnseen } from './adopt-job.ts';
import { forgiveRefusal } from './forgive-refusal.ts';
import { changeClaim, closeClaim, findClaimedJob, type HeldClaim, readClaim } from './job-claim.ts';
import type { TrainingProvider } from './provider.ts';
import { refuseUploading, removeRunFiles } from './run-files.ts';
import type { TuningContext } from './tuning-context.ts';
import { isUnwanted } from './unwanted-model.ts';

/** What freeing works with. */
export type ReleaseContext = Pick<TuningContext, 'store' | 'clock' | 'providers'>;

/**
 * Frees what a run holds at its provider: cancels a job that still goes on, and removes the run's files. Of a job that had
 * succeeded before a cancelled run could cancel it, the model and the table go as well; of a failed run, they are noted for
 * the next one. A job that was created but never recorded is looked for by the run's claim, and no attempt that still lives
 * can create one any more. Freed again, nothing more happens.
 * @returns the files and models that the provider refuses to delete, which are left to it
 * @throws LabelsmithError `ProviderUnavailable`, `KeyRefused`, `ProviderRefused` or `JobUncertain` while something may be left
 */
export async function releaseJob(context: ReleaseContext, run: string): Promise<string[]> {
  const { store, providers } = context;
  const job = (await readArtefact(store, runKey(run, 'job.json'), jobSchema))?.value;
  const held = await readClaim(store, run);
  const where = job ?? held?.value;
  if (!where) {
    await closeClaim(context, run);
    return [];
  }
  const provider = await providers.training(where);
  const ended = job && (await endJob(context, provider, job));
  const left = !job && held ? await endClaim(context, provider, held) : [];
  if (ended && (await isUnwanted(store, ended))) left.push(...(await removeOutcome(provider, ended)));
  else if (ended) await rememberUnseen(context, ended);
  const files = await removeRunFiles(store, run, provider, { claim: held?.value, job: ended });
  if (!job && held) refuseUploading(held.value, context.clock());
  return [...left, ...files];
}

/** @returns the job as it ended, which may be otherwise than by being cancelled */
async function endJob({ store }: ReleaseContext, provider: TrainingProvider, job: Job): Promise<Job> {
  if (hasJobEnded(job.status) && (job.status !== 'succeeded' || job.model)) return job;
  const end = hasJobEnded(job.status) ? await outcome(provider, job.id) : await cancel(provider, job.id);
  return changeArtefact(store, runKey(job.run, 'job.json'), jobSchema, (now) => ({
    ...now,
    status: hasJobEnded(now.status) ? now.status : end.status,
    model: now.model ?? end.model,
    resultFiles: now.resultFiles.length > 0 ? now.resultFiles : end.resultFiles,
  }));
}

/**
 * A run that ended before its job was recorded.
 * @returns what the provider refuses to delete of the job's outcome
 */
async function endClaim(context: ReleaseContext, provider: TrainingProvider, held: HeldClaim): Promise<string[]> {
  if (held.value.phase === 'released') return [];
  const job = await findClaimedJob(context, held.value, provider);
  const end = job && (hasJobEnded(job.status) ? job : await cancel(provider, job.id));
  // A job that no record names is taken over by nobody.
  const left = end ? await removeOutcome(provider, end) : [];
  await changeClaim(context.store, held, { phase: 'released' });
  return left;
}

type Outcome = Pick<Job, 'id' | 'status' | 'model' | 'resultFiles'>;

const outcome = async (provider: TrainingProvider, id: string): Promise<Outcome> => {
  const { status, model, resultFiles } = await provider.retrieve(id);
  return { id, status, model, resultFiles };
};

/** Cancels a job. A provider that refuses may have nothing left to cancel: what it then says of the job is believed. */
async function cancel(provider: TrainingProvider, id: string): Promise<Outcome> {
  try {
    await provider.cancel(id);
    return { id, status: 'cancelled', model: null, resultFiles: [] };
  } catch (error) {
    if (!isLabelsmithError(error, 'ProviderRefused')) throw error;
    const end = await outcome(provider, id);
    if (!hasJobEnded(end.status)) throw error;
    return end;
  }
}

/**
 * Deletes the model, its checkpoints and the table of a job that has succeeded.
 * @returns what the provider refuses to delete: it is left to it
 */
async function removeOutcome(provider: TrainingProvider, { id, model, resultFiles }: Outcome): Promise<string[]> {
  const left: string[] = [];
  const orLeft = async (what: string, deletion: Promise<void>) => {
    await deletion.catch((error: unknown) => {
      forgiveRefusal(error);
      left.push(what);
    });
  };
  for (const file of resultFiles) await orLeft(file, provider.removeFiles([file]));
  if (!model) return left;
  const checkpoints = await provider.checkpoints(id);
  for (const checkpoint of checkpoints) await orLeft(checkpoint.model, provider.deleteModel(checkpoint.model));
  // Last: where it is gone, the checkpoints are.
  await orLeft(model, provider.deleteModel(model));
  return left;
}
