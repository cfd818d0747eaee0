import { LabelsmithError } from '../errors.ts';
import type { Store } from '../store.ts';
import { classifierNames } from './classifier-names.ts';
import { listOtherRuns, runUnderWay } from './classifier-runs.ts';
import { listVersions } from './versions.ts';

/**
 * Those of a classifier's datasets that another one has as well: datasets are named by their content, so that the same file
 * for two classifiers is one dataset.
 * @throws LabelsmithError `Conflict` while a run of another classifier does not know its dataset yet
 */
export async function sharedDatasets(
  store: Store,
  classifier: string,
  datasets: ReadonlySet<string>,
): Promise<Set<string>> {
  if (datasets.size === 0) return new Set();
  const runs = await listOtherRuns(store, classifier);
  const preparing = runs.find((run) => runUnderWay(run) && run.dataset === null);
  if (preparing) {
    throw new LabelsmithError(
      'Conflict',
      `run ${preparing.run} is preparing a dataset that may be one of ${classifier}'s`,
      'Try again once it trains, which may take a minute.',
    );
  }
  const others = (await classifierNames(store)).filter((name) => name !== classifier);
  const versions = await Promise.all(others.map((name) => listVersions(store, name)));
  const used = new Set([...runs, ...versions.flat()].map(({ dataset }) => dataset));
  return new Set([...datasets].filter((dataset) => used.has(dataset)));
}
