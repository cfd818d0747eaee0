import { changeArtefact } from '../artefact.ts';
import type { DeletedClassifier } from '../contract/deletion.ts';
import {
  championKey,
  classifierPrefix,
  datasetPrefix,
  deletionKey,
  runPrefix,
  unreleasedKey,
  uploadsPrefix,
  versionKey,
} from '../contract/keys.ts';
import { type Version, version as versionSchema } from '../contract/registry.ts';
import { LabelsmithError } from '../errors.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { type FoundRun, findRuns, runUnderWay } from '../run/list-runs.ts';
import { requestCancel } from '../run/request-cancel.ts';
import { type StopContext, stopRun } from '../run/stop-run.ts';
import type { Store } from '../store.ts';
import { datasetUses } from './classifier-datasets.ts';
import { classifierExists, TRACE_PREFIXES, unknownClassifier } from './classifier-exists.ts';
import type { DeleteContext } from './delete-version.ts';
import { isBeingDeleted, markDeletion } from './deletion-mark.ts';
import { freeProviders } from './free-providers.ts';
import { markLateWrites, mayStillBeWritten } from './late-writes.ts';
import { isDecided } from './mark-deleted.ts';
import type { RegistryChange } from './registry-change.ts';
import { tellUnfinished } from './unfinished-deletion.ts';
import { listVersions } from './versions.ts';

/** Runs whose objects are removed at the same time. */
const CONCURRENCY = 8;

/**
 * Deletes a classifier: what is left at providers, its uploads and feedback, the datasets that no other classifier has, its
 * runs, settings, versions and history, older versions of all objects included. Nothing of it serves from the first
 * step on, and what later steps need to know is removed after them: broken off anywhere, it is deleted by being
 * deleted again.
 *
 * A mark comes before anything is removed, and there is no way back from it. Runs are looked at before it, to refuse while
 * nothing has happened yet, and after it, to stop one that started meanwhile: one that starts later sees the mark.
 * @throws LabelsmithError `NotFound` when there is nothing of it; `Conflict`, and then nothing was done, while a run of it is
 * under way; `DeletionUnfinished` when it has begun and waits for a run to end, or for one of another classifier to tell which
 * dataset it has; and what a provider that does not answer throws
 */
export async function deleteClassifier(
  context: DeleteContext & StopContext,
  { classifier, by }: Pick<RegistryChange, 'classifier' | 'by'>,
): Promise<DeletedClassifier> {
  const { store } = context;
  const before = await findRuns(store, classifier);
  if (before.length === 0 && !(await classifierExists(store, classifier))) throw unknownClassifier(classifier);
  if (!(await isBeingDeleted(store, classifier))) refuseUnderWay(classifier, before);

  await markDeletion(context, { classifier, by });
  await takeOutOfService(context, classifier, by);
  const runs = await endRuns(context, classifier, by);
  // Again: one of those runs may have registered a version and put it into service meanwhile.
  const versions = await takeOutOfService(context, classifier, by);
  // Without uploads the schedule starts no run.
  await store.removeAll(uploadsPrefix(classifier));
  const { models, left } = await tellUnfinished(classifier, () => freeProviders(context, runs, versions));
  const { own, shared } = await shareOut(store, classifier, [...runs, ...versions]);
  for (const dataset of own) await store.removeAll(datasetPrefix(dataset));
  for (const prefixOf of TRACE_PREFIXES) await store.removeAll(prefixOf(classifier));
  await removeRuns(context, runs);
  // What came while this went on: uploads whose runs the mark forbids, and the records of runs that it ended.
  await store.removeAll(uploadsPrefix(classifier));
  await removeRuns(context, await findRuns(store, classifier));
  // The mark last: what goes with it goes in pieces, and the next call has to know that this one had begun.
  await store.removeAll(classifierPrefix(classifier), { but: deletionKey(classifier) });
  await store.removeAll(deletionKey(classifier));
  return {
    classifier,
    runs: runs.length,
    versions: versions.length,
    models,
    datasets: own.length,
    sharedDatasets: shared.length,
    left,
  };
}

/**
 * The champion goes, and every version is marked as deleted before it is looked at again: a promotion writes the champion
 * first and looks at the version after it, so that one of the two sees the other (see `markDeleted`).
 * @returns the versions
 */
async function takeOutOfService({ store, clock }: DeleteContext, classifier: string, by: string): Promise<Version[]> {
  await store.removeAll(championKey(classifier));
  const mark = { at: clock().toISOString(), by };
  const versions = await listVersions(store, classifier);
  for (const version of versions) {
    if (isDecided(version)) continue;
    const key = versionKey(classifier, version.version);
    await changeArtefact(store, key, versionSchema, (was) => (isDecided(was) ? was : { ...was, deleted: mark }));
  }
  await store.removeAll(championKey(classifier));
  return versions;
}

/**
 * Has every run that is under way cancelled and stopped.
 * @returns the classifier's runs, all of which have ended
 * @throws LabelsmithError `DeletionUnfinished` while one of them is still on its way to its end
 */
async function endRuns(context: StopContext, classifier: string, by: string): Promise<FoundRun[]> {
  const runs = await findRuns(context.store, classifier);
  const underWay = runs.filter(runUnderWay);
  if (underWay.length === 0) return runs;
  for (const { run } of underWay) {
    try {
      await requestCancel(context, run, by);
      await stopRun(context, run, `its classifier is being deleted, as ${by} asked`);
    } catch {
      // It has just ended, or its next step or release-jobs ends it: the request stands.
    }
  }
  const now = await findRuns(context.store, classifier);
  const last = now.find(runUnderWay)?.run;
  if (last === undefined) return now;
  throw new LabelsmithError(
    'DeletionUnfinished',
    `the deletion of ${classifier} has begun; a run that had started meanwhile is being stopped: ${last}`,
    `Delete ${classifier} again in a moment: that goes on.`,
  );
}

/**
 * The datasets of a classifier's runs and versions, by whether anybody else has them as well.
 * @throws LabelsmithError `DeletionUnfinished` while a run may turn out to have one of them
 */
async function shareOut(
  store: Store,
  classifier: string,
  holders: readonly { readonly dataset: string | null }[],
): Promise<{ own: string[]; shared: string[] }> {
  const all = [...new Set(holders.flatMap(({ dataset }) => dataset ?? []))];
  if (all.length === 0) return { own: [], shared: [] };
  const { datasets, preparing } = await datasetUses(store);
  if (preparing !== undefined) {
    throw new LabelsmithError(
      'DeletionUnfinished',
      `the deletion of ${classifier} has begun; run ${preparing} is reading its file, which may give a dataset of ${classifier}`,
      `Delete ${classifier} again once that run trains, which may take a minute: that goes on.`,
    );
  }
  return {
    own: all.filter((dataset) => !datasets.has(dataset)),
    shared: all.filter((dataset) => datasets.has(dataset)),
  };
}

async function removeRuns(context: DeleteContext, runs: readonly FoundRun[]): Promise<void> {
  await mapConcurrently(runs, CONCURRENCY, async (run) => {
    await context.store.removeAll(unreleasedKey(run.run));
    if (mayStillBeWritten(run, context.clock())) await markLateWrites(context, run);
    await context.store.removeAll(runPrefix(run.run));
  });
}

/** @throws LabelsmithError `Conflict` */
function refuseUnderWay(classifier: string, runs: readonly FoundRun[]): void {
  const run = runs.find(runUnderWay)?.run;
  if (run === undefined) return;
  throw new LabelsmithError(
    'Conflict',
    `a run of ${classifier} is under way: ${run}`,
    `Wait for its end, or stop it (labelsmith cancel ${run}); then delete the classifier.`,
  );
}
