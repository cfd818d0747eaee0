import { readArtefact } from '../artefact.ts';
import { RUNS_PREFIX, runKey } from '../contract/keys.ts';
import { isRunOf } from '../contract/names.ts';
import { hasEnded, type Run, run as runSchema } from '../contract/run.ts';
import { isLabelsmithError } from '../errors.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { READS_AT_ONCE } from '../read-artefacts.ts';
import type { Store } from '../store.ts';

/** A run that has objects, with what its record says; of a record that is gone or damaged, nothing. */
export interface FoundRun {
  readonly run: string;
  readonly record: Run | undefined;
  readonly dataset: string | null;
}

export const runUnderWay = ({ record }: FoundRun): boolean => record !== undefined && !hasEnded(record.status);

/**
 * Every run of a classifier that has any object left, in the order of their ids. Whose run it is follows from its id: the
 * record may have been removed before the others.
 */
export const findRuns = (store: Store, classifier: string): Promise<FoundRun[]> =>
  readRuns(store, `${RUNS_PREFIX}${classifier}-`, (run) => isRunOf(run, classifier));

/** Every run of every classifier that has any object left. */
export const findAllRuns = (store: Store): Promise<FoundRun[]> => readRuns(store, RUNS_PREFIX, () => true);

/** The records of the newest runs, newest first. A damaged one is left out: asked for by its id, it says what is wrong. */
export async function listRuns(
  store: Store,
  { classifier, limit }: { classifier?: string; limit: number },
): Promise<Run[]> {
  const found = classifier === undefined ? await findAllRuns(store) : await findRuns(store, classifier);
  return found
    .flatMap(({ record }) => record ?? [])
    .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
    .slice(0, limit);
}

/** @param prefix the beginning of all wanted runs' keys; runs of classifiers with a longer name may share it */
async function readRuns(store: Store, prefix: string, isWanted: (run: string) => boolean): Promise<FoundRun[]> {
  const folders = await Array.fromAsync(store.folders(prefix));
  const runs = folders.map((folder) => folder.slice(RUNS_PREFIX.length, -1)).filter(isWanted);
  return mapConcurrently(runs, READS_AT_ONCE, async (run) => {
    const record = await readIfWhole(store, run);
    return { run, record, dataset: record?.dataset ?? null };
  });
}

/** A run's record; undefined for a damaged one, which must not hide all the others. */
async function readIfWhole(store: Store, run: string): Promise<Run | undefined> {
  try {
    return (await readArtefact(store, runKey(run, 'run.json'), runSchema))?.value;
  } catch (error) {
    if (isLabelsmithError(error, 'BrokenArtefact')) return undefined;
    throw error;
  }
}
