import { RUNS_PREFIX, runKey } from '../contract/keys.ts';
import { isRunOf } from '../contract/names.ts';
import { hasEnded, type Run } from '../contract/run.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { readIfWhole, runOf } from '../run/list-runs.ts';
import type { Store } from '../store.ts';

const READS_AT_ONCE = 16;

/** A run that has objects, with what its record says; of a record that is gone or damaged, nothing. */
export interface ClassifierRun {
  readonly run: string;
  readonly record: Run | undefined;
  readonly dataset: string | null;
}

export const runUnderWay = ({ record }: ClassifierRun): boolean => record !== undefined && !hasEnded(record.status);

/** Every run of a classifier that has any object left, also one whose record was removed before the others. */
export const listClassifierRuns = (store: Store, classifier: string): Promise<ClassifierRun[]> =>
  readRuns(store, `${RUNS_PREFIX}${classifier}-`, (run) => isRunOf(run, classifier));

/** Every run of all other classifiers. */
export const listOtherRuns = (store: Store, classifier: string): Promise<ClassifierRun[]> =>
  readRuns(store, RUNS_PREFIX, (run) => !isRunOf(run, classifier));

async function readRuns(store: Store, prefix: string, isWanted: (run: string) => boolean): Promise<ClassifierRun[]> {
  const runs = (await Array.fromAsync(store.folders(prefix))).map(runOf).filter(isWanted);
  return mapConcurrently(runs, READS_AT_ONCE, async (run) => {
    const record = await readIfWhole(store, runKey(run, 'run.json'));
    return { run, record, dataset: record?.dataset ?? null };
  });
}
