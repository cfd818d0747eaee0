import { writeArtefact } from '../artefact.ts';
import { baselineKey, datasetPrefix, runPrefix, unreleasedKey } from '../contract/keys.ts';
import { classifierOfRun } from '../contract/names.ts';
import { type Unreleased, unreleased as unreleasedSchema } from '../contract/unreleased.ts';
import type { FoundRun } from '../run/list-runs.ts';
import type { RunRecords } from '../run/run-record.ts';
import { datasetUses } from './classifier-datasets.ts';

/** Lambda ends every function after a quarter of an hour, also one whose execution was stopped long before. */
const LONGEST_FUNCTION_MS = 15 * 60_000;

/**
 * Whether a function may still be writing for a run that has ended: stopping an execution, or giving up on a step, does not
 * end the function that it waited for.
 */
export function mayStillBeWritten({ record }: Pick<FoundRun, 'record'>, now: Date): boolean {
  if (!record?.finishedAt || (record.status !== 'cancelled' && record.status !== 'failed')) return false;
  return now.getTime() - Date.parse(record.finishedAt) < LONGEST_FUNCTION_MS;
}

/** Has release-jobs remove what is still written for a run that is about to be deleted. */
export async function markLateWrites({ store, clock }: RunRecords, { run, dataset }: FoundRun): Promise<void> {
  const since = clock().toISOString();
  const mark = {
    schema: 'labelsmith.unreleased.v1',
    run,
    since,
    lastError: null,
    deleted: { at: since, dataset },
  } as const;
  await writeArtefact(store, unreleasedKey(run), unreleasedSchema, mark);
}

/**
 * Removes what was written for a run after it had been deleted, once no function of it can live any more: its objects, and
 * the dataset that it named, unless somebody has it. Before that, and while any run may turn out to have it, it does
 * nothing. A run names its dataset before it writes one, and cannot when its record is gone.
 */
export async function removeLateWrites(
  { store, clock }: RunRecords,
  run: string,
  { at, dataset }: NonNullable<Unreleased['deleted']>,
): Promise<void> {
  if (clock().getTime() - Date.parse(at) < LONGEST_FUNCTION_MS) return;
  await store.removeAll(runPrefix(run));
  await store.removeAll(baselineKey(classifierOfRun(run), run));
  if (dataset !== null) {
    const { datasets, preparing } = await datasetUses(store);
    if (preparing !== undefined) return;
    if (!datasets.has(dataset)) await store.removeAll(datasetPrefix(dataset));
  }
  await store.removeAll(unreleasedKey(run));
}
