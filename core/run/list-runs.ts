import { readArtefact } from '../artefact.ts';
import { RUNS_PREFIX, runKey } from '../contract/keys.ts';
import { type Run, run as runSchema } from '../contract/run.ts';
import { isLabelsmithError } from '../errors.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import type { Store } from '../store.ts';

const CONCURRENCY = 16;

/** The newest runs, newest first. A run's id begins with its classifier's name, so that one classifier's are found fast. */
export async function listRuns(store: Store, filter: { classifier?: string; limit: number }): Promise<Run[]> {
  const prefix = filter.classifier ? `${RUNS_PREFIX}${filter.classifier}-` : RUNS_PREFIX;
  const folders = await Array.fromAsync(store.folders(prefix));
  const found = await mapConcurrently(folders, CONCURRENCY, (folder) =>
    readIfWhole(store, runKey(runOf(folder), 'run.json')),
  );
  return found
    .flatMap((run) => (run ? [run] : []))
    .filter((run) => !filter.classifier || run.classifier === filter.classifier)
    .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
    .slice(0, filter.limit);
}

/** The run whose objects lie in this folder of `runs/`. */
export const runOf = (folder: string): string => folder.slice(RUNS_PREFIX.length, -1);

/** A run's record; undefined for a damaged one, which must not hide all the others: asked for by its id, it says what is wrong. */
export async function readIfWhole(store: Store, key: string): Promise<Run | undefined> {
  try {
    return (await readArtefact(store, key, runSchema))?.value;
  } catch (error) {
    if (isLabelsmithError(error, 'BrokenArtefact')) return undefined;
    throw error;
  }
}
