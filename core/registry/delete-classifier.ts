import { changeArtefact } from '../artefact.ts';
import type { DeletedClassifier } from '../contract/deletion.ts';
import {
  baselinesPrefix,
  championKey,
  classifierPrefix,
  datasetPrefix,
  runPrefix,
  servedPrefix,
  trainedPrefix,
  unreleasedKey,
  uploadsPrefix,
  versionKey,
} from '../contract/keys.ts';
import { version as versionSchema } from '../contract/registry.ts';
import { LabelsmithError } from '../errors.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { sharedDatasets } from './classifier-datasets.ts';
import { classifierExists, unknownClassifier } from './classifier-exists.ts';
import { freeProviders } from './classifier-models.ts';
import { type ClassifierRun, listClassifierRuns, runUnderWay } from './classifier-runs.ts';
import type { DeleteContext } from './delete-version.ts';
import type { RegistryChange } from './registry-change.ts';
import { listVersions } from './versions.ts';

/** Runs whose objects are removed at the same time. */
const CONCURRENCY = 8;

/**
 * Deletes a classifier: what is left at providers, its uploads and feedback, the datasets that no other classifier has, its
 * runs, settings, versions and history, older versions of all objects included. Nothing of it serves from the first
 * step on, and what later steps need to know is removed after them: broken off anywhere, it is deleted by being
 * deleted again.
 * @throws LabelsmithError `NotFound` when there is nothing of it; `Conflict` while a run of it is under way, or one of another
 * classifier that may turn out to share a dataset; and what a provider that does not answer throws
 */
export async function deleteClassifier(
  context: DeleteContext,
  { classifier, by }: Pick<RegistryChange, 'classifier' | 'by'>,
): Promise<DeletedClassifier> {
  const { store } = context;
  const runs = await listClassifierRuns(store, classifier);
  refuseUnderWay(classifier, runs);
  if (runs.length === 0 && !(await classifierExists(store, classifier))) throw unknownClassifier(classifier);
  const versions = await listVersions(store, classifier);
  const datasets = new Set([...runs, ...versions].flatMap(({ dataset }) => (dataset ? [dataset] : [])));
  const shared = await sharedDatasets(store, classifier, datasets);

  await takeOutOfService(context, classifier, by);
  // Without uploads the schedule starts no run. One that was started before this is seen now, or was seen above.
  await store.removeAll(uploadsPrefix(classifier));
  refuseUnderWay(classifier, await listClassifierRuns(store, classifier));

  const { models, left } = await freeProviders(context, runs, versions);
  const own = [...datasets].filter((dataset) => !shared.has(dataset));
  for (const dataset of own) await store.removeAll(datasetPrefix(dataset));
  await store.removeAll(trainedPrefix(classifier));
  await store.removeAll(baselinesPrefix(classifier));
  await store.removeAll(servedPrefix(classifier));
  await mapConcurrently(runs, CONCURRENCY, async ({ run }) => {
    await store.removeAll(unreleasedKey(run));
    await store.removeAll(runPrefix(run));
  });
  await store.removeAll(classifierPrefix(classifier));
  return {
    classifier,
    runs: runs.length,
    versions: versions.length,
    models,
    datasets: own.length,
    sharedDatasets: shared.size,
    left,
  };
}

/**
 * The champion goes, and every version is marked as deleted before it is looked at again: a promotion writes the champion
 * first and looks at the version after it, so that one of the two sees the other (see `deleteVersion`).
 */
async function takeOutOfService({ store, clock }: DeleteContext, classifier: string, by: string): Promise<void> {
  await store.removeAll(championKey(classifier));
  const mark = { at: clock().toISOString(), by };
  for (const { version, deleted } of await listVersions(store, classifier)) {
    if (deleted) continue;
    const key = versionKey(classifier, version);
    await changeArtefact(store, key, versionSchema, (was) => ({ ...was, deleted: was.deleted ?? mark }));
  }
  await store.removeAll(championKey(classifier));
}

/** @throws LabelsmithError `Conflict` */
function refuseUnderWay(classifier: string, runs: readonly ClassifierRun[]): void {
  const run = runs.find(runUnderWay)?.run;
  if (run === undefined) return;
  throw new LabelsmithError(
    'Conflict',
    `a run of ${classifier} is under way: ${run}`,
    `Wait for its end, or stop it (labelsmith cancel ${run}); then delete the classifier.`,
  );
}
