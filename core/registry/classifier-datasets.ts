import { type FoundRun, findAllRuns, runUnderWay } from '../run/list-runs.ts';
import type { Store } from '../store.ts';
import { classifierNames } from './classifier-names.ts';
import { isBeingDeleted } from './deletion-mark.ts';
import { listVersions } from './versions.ts';

/** Who has which datasets: they are named by their content, so that the same file for two classifiers is one dataset. */
export interface DatasetUses {
  readonly datasets: ReadonlySet<string>;
  /** A run that is reading its file, and may turn out to have any dataset; undefined while there is none. */
  readonly preparing: string | undefined;
}

/**
 * The datasets that a run or a version has. Whoever is being deleted has none: it has its mark before it looks here, so that
 * of two deletions at the same moment at least one sees the other's, and what both had goes with that one.
 */
export async function datasetUses(store: Store): Promise<DatasetUses> {
  const all = await findAllRuns(store);
  const staying = new Set<string>();
  for (const name of new Set([
    ...(await classifierNames(store)),
    ...all.flatMap(({ record }) => record?.classifier ?? []),
  ])) {
    if (!(await isBeingDeleted(store, name))) staying.add(name);
  }
  const runs = all.filter(({ record }) => record && staying.has(record.classifier));
  const versions = await Promise.all([...staying].map((name) => listVersions(store, name)));
  const named = [...runs, ...versions.flat()].flatMap(({ dataset }) => dataset ?? []);
  return { datasets: new Set(named), preparing: runs.find(isPreparing)?.run };
}

/** One that is queued has not read anything yet, and one that has is known by its dataset before it looks whether that is there. */
const isPreparing = (run: FoundRun): boolean =>
  runUnderWay(run) && run.dataset === null && run.record?.status !== 'queued';
