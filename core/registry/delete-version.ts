import { readArtefact } from '../artefact.ts';
import { job as jobSchema } from '../contract/job.ts';
import { runKey, versionKey } from '../contract/keys.ts';
import { type Version, version as versionSchema } from '../contract/registry.ts';
import { LabelsmithError } from '../errors.ts';
import { forgiveRefusal } from '../tuning/forgive-refusal.ts';
import type { Providers } from '../tuning/provider.ts';
import { readChampion } from './champion.ts';
import { isLive, noteDeleted } from './history.ts';
import { modelsOfJob } from './job-models.ts';
import { isDecided, markDeleted } from './mark-deleted.ts';
import type { RegistryChange, RegistryContext } from './registry-change.ts';
import { tellUnfinished } from './unfinished-deletion.ts';
import { unusableVersion } from './version-refusals.ts';
import { listVersions } from './versions.ts';

export interface DeleteContext extends RegistryContext {
  readonly providers: Providers;
}

/**
 * Takes a version out of use for good and deletes its model at the provider, checkpoints included. Its record stays, marked: its number must
 * not be given again, and what it was is part of the classifier's history. Deleted again, only what is left is done, and who
 * deleted it stays who did it first.
 * @throws LabelsmithError `NotFound` for an unknown version, `Conflict` for the one in service and while somebody else is
 * deleting it, and what the provider throws: the version is out of use then, and deleting it again deletes the model
 */
export async function deleteVersion(
  context: DeleteContext,
  change: RegistryChange & { readonly version: number },
): Promise<Version> {
  const { store } = context;
  const { classifier, version: number } = change;
  const key = versionKey(classifier, number);
  const found = await readArtefact(store, key, versionSchema);
  if (!found) throw unusableVersion(classifier, number);
  const refuseServing = async () => {
    const champion = (await readChampion(store, classifier))?.value;
    const canary = champion?.canary ?? null;
    if (champion?.version === number) throw serving(classifier, number);
    if (isLive(canary) && canary.version === number) throw inTrial(classifier, number);
  };
  await refuseServing();
  const version = await markDeleted(context, change, refuseServing);
  await noteDeleted(context, { ...change, by: version.deleted.by }, version.deleted.at);
  await tellUnfinished(`${classifier} ${number}`, () => deleteModel(context, version));
  return version;
}

/**
 * Deletes the model, and those of its job's checkpoints as far as the provider lets go of them; unless another version has
 * the same one, as after a repeated run that took over an earlier job.
 */
async function deleteModel({ store, providers }: DeleteContext, { classifier, ...version }: Version): Promise<void> {
  const versions = await listVersions(store, classifier);
  const shared = versions.some(
    (other) => other.version !== version.version && other.model === version.model && !isDecided(other),
  );
  if (shared) return;
  const provider = await providers.training({ provider: version.provider, baseUrl: version.baseUrl ?? '' });
  const job = (await readArtefact(store, runKey(version.run, 'job.json'), jobSchema))?.value;
  const checkpoints = (job ? modelsOfJob(job) : []).filter((model) => model !== version.model);
  // Not every host deletes checkpoints by themselves: nobody can do more about one.
  for (const model of checkpoints) await provider.deleteModel(model).catch(forgiveRefusal);
  await provider.deleteModel(version.model);
}

const serving = (classifier: string, version: number) =>
  new LabelsmithError(
    'Conflict',
    `version ${version} of ${classifier} is in service`,
    `Put another version into service first: labelsmith promote ${classifier} N`,
  );

const inTrial = (classifier: string, version: number) =>
  new LabelsmithError(
    'Conflict',
    `version ${version} of ${classifier} answers a share of the texts, as a canary`,
    `End that first: labelsmith canary ${classifier} --end`,
  );
