import type { Claim, Job } from '../contract/job.ts';
import { datasetKey, runKey } from '../contract/keys.ts';
import type { Plan } from '../contract/plan.ts';
import { isLabelsmithError, LabelsmithError } from '../errors.ts';
import type { Store } from '../store.ts';
import { forgiveRefusal } from './forgive-refusal.ts';
import { changeClaim, type HeldClaim } from './job-claim.ts';
import type { TrainingProvider } from './provider.ts';
import type { TuningContext } from './tuning-context.ts';

/** The files that a job is made from, each with where the claim keeps its id. */
const SIDES = [
  ['trainingFile', 'train.jsonl'],
  ['validationFile', 'validation.jsonl'],
] as const;
type Side = (typeof SIDES)[number][1];

/** A file's name at the provider: it carries its run's, and no other run's file has it. */
const nameOf = (run: string, side: Side) => `${run}-${side}`;

/** Uploads what of the run's files is not at the provider yet, and notes each in the claim as soon as its id is known. */
export async function uploadRunFiles(
  { store, clock }: Pick<TuningContext, 'store' | 'clock'>,
  plan: Plan,
  provider: TrainingProvider,
  held: HeldClaim,
): Promise<HeldClaim> {
  let claim = held;
  for (const [field, side] of SIDES) {
    if (claim.value[field]) continue;
    const key = datasetKey(plan.dataset, side);
    const found = await store.read(key);
    if (!found) throw new LabelsmithError('BrokenArtefact', `${key} does not exist`, 'Start the run again.');
    const id = await provider.upload(nameOf(plan.run, side), found.body).catch(async (error: unknown) => {
      // The attempt is over: whoever frees the run need not wait for what it might still upload.
      if (isLabelsmithError(error)) await changeClaim(store, claim, { deadline: clock().toISOString() });
      throw error;
    });
    claim = await changeClaim(store, claim, { [field]: id }).catch(async (error: unknown) => {
      // The claim is somebody else's: nobody would ever learn of this file.
      if (isLabelsmithError(error, 'ProviderUnavailable')) await provider.removeFiles([id]).catch(forgiveRefusal);
      throw error;
    });
  }
  return claim;
}

/**
 * Removes the run's files at the provider: those that its claim and its job name, those of its name that were uploaded and
 * never noted, and the result files once their content is stored. What the provider refuses to remove is left to it.
 * @returns the ids of what it refuses to remove
 * @throws LabelsmithError `ProviderUnavailable`, `KeyRefused` or, from a host that does not let its files be listed,
 * `ProviderRefused` while some may be left
 */
export async function removeRunFiles(
  store: Store,
  run: string,
  provider: TrainingProvider,
  { claim, job }: { readonly claim: Claim | undefined; readonly job: Job | undefined },
): Promise<string[]> {
  const ids = new Set([...filesOf(claim), ...filesOf(job)]);
  if (claim && mayHaveStrays(claim)) {
    const names = SIDES.map(([, side]) => nameOf(run, side));
    for (const id of (await provider.filesNamed(names, new Date(claim.since))) ?? []) ids.add(id);
  }
  if (job && (await store.head(runKey(run, 'provider-results.csv')))) for (const id of job.resultFiles) ids.add(id);
  const left: string[] = [];
  for (const id of ids) {
    await provider.removeFiles([id]).catch((error: unknown) => {
      forgiveRefusal(error);
      left.push(id);
    });
  }
  return left;
}

/** The files that a job is made from, as far as they are noted. */
export const filesOf = (noted: Pick<Claim, (typeof SIDES)[number][0]> | undefined): string[] =>
  [noted?.trainingFile, noted?.validationFile].flatMap((id) => id ?? []);

/**
 * Refuses to take a run's files for removed while an attempt may still be uploading one: killed before it learns that the
 * run has ended, it would leave that one behind.
 * @throws LabelsmithError `ProviderUnavailable`
 */
export function refuseUploading({ run, deadline, trainingFile, validationFile }: Claim, now: Date): void {
  if ((trainingFile && validationFile) || now.getTime() >= Date.parse(deadline)) return;
  const message = `an attempt of run ${run} may still be uploading a file`;
  const retryAfterSeconds = Math.ceil((Date.parse(deadline) - now.getTime()) / 1000);
  const remedy = `Wait until ${deadline}: it is looked at again.`;
  throw new LabelsmithError('ProviderUnavailable', message, remedy, { retryAfterSeconds });
}

/** The first attempt noted both its files: then no upload of the run has ever gone wrong. */
const mayHaveStrays = ({ attempt, trainingFile, validationFile }: Claim) =>
  attempt > 1 || !trainingFile || !validationFile;
