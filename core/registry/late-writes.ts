import { writeArtefact } from '../artefact.ts';
import { baselineKey, datasetPrefix, datasetsPrefix, runPrefix, unreleasedKey } from '../contract/keys.ts';
import { classifierOfRun } from '../contract/names.ts';
import { type Unreleased, unreleased as unreleasedSchema } from '../contract/unreleased.ts';
import type { RunRecords } from '../run/run-record.ts';
import type { Store } from '../store.ts';
import { type ClassifierRun, listClassifierRuns, runUnderWay } from './classifier-runs.ts';
import { listVersions } from './versions.ts';

/** Lambda ends every function after a quarter of an hour, also one whose execution was stopped long before. */
const LONGEST_FUNCTION_MS = 15 * 60_000;

/**
 * Whether a function may still be writing for a run that has ended: stopping an execution, or giving up on a step, does not
 * end the function that it waited for.
 */
export function mayStillBeWritten({ record }: Pick<ClassifierRun, 'record'>, now: Date): boolean {
  if (!record?.finishedAt || (record.status !== 'cancelled' && record.status !== 'failed')) return false;
  return now.getTime() - Date.parse(record.finishedAt) < LONGEST_FUNCTION_MS;
}

/** Has release-jobs remove what is still written for a run that is about to be deleted. */
export async function markLateWrites({ store, clock }: RunRecords, run: string): Promise<void> {
  const now = clock().toISOString();
  const mark = { schema: 'labelsmith.unreleased.v1', run, since: now, lastError: null, deleted: now } as const;
  await writeArtefact(store, unreleasedKey(run), unreleasedSchema, mark);
}

/**
 * Removes what was written for a run after it had been deleted, once no function of it can live any more: its objects, and
 * those datasets of its classifier that no run and no version has. Before that, and while another run of the classifier is
 * under way, it does nothing. A run that names a dataset does so before it looks whether it is there.
 */
export async function removeLateWrites(
  { store, clock }: RunRecords,
  { run, deleted }: Pick<Unreleased, 'run'> & { readonly deleted: string },
): Promise<void> {
  if (clock().getTime() - Date.parse(deleted) < LONGEST_FUNCTION_MS) return;
  const classifier = classifierOfRun(run);
  await store.removeAll(runPrefix(run));
  await store.removeAll(baselineKey(classifier, run));
  const runs = await listClassifierRuns(store, classifier);
  if (runs.some(runUnderWay)) return;
  const used = new Set([...runs, ...(await listVersions(store, classifier))].map(({ dataset }) => dataset));
  for (const dataset of await datasetsOf(store, classifier)) {
    if (!used.has(dataset)) await store.removeAll(datasetPrefix(classifier, dataset));
  }
  await store.removeAll(unreleasedKey(run));
}

/** The datasets of a classifier that there is any object of. */
export async function datasetsOf(store: Store, classifier: string): Promise<string[]> {
  const prefix = datasetsPrefix(classifier);
  const folders = await Array.fromAsync(store.folders(prefix));
  return folders.map((folder) => folder.slice(prefix.length, -1));
}
