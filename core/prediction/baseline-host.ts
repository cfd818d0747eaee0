import type { Clock } from '../clock.ts';
import { baselineName } from '../contract/prediction.ts';
import type { Version } from '../contract/registry.ts';
import { LabelsmithError } from '../errors.ts';
import { decodeModel } from '../learner/model/model-file.ts';
import { type ReadableStore, readBytes } from '../store.ts';
import { learntHost } from './learnt-host.ts';
import type { ServedModel } from './predict-text.ts';
import type { PredictionHost } from './prediction-host.ts';
import { keepRecent } from './recent-reads.ts';

/** A baseline is written once and never changed; it is kept for as long as one may be needed again, in ms. */
const TTL_MS = 3_600_000;
/** Models that are in memory at most: one has some megabytes, and callers may ask for any version. */
const MOST_KEPT = 8;

/** Gives the embedded models that were trained on the datasets of other providers' versions. */
export function baselineHosts(store: ReadableStore, clock: Clock): (key: string) => Promise<PredictionHost> {
  return keepRecent(clock, { milliseconds: TTL_MS, most: MOST_KEPT }, async (key) => {
    const found = await readBytes(store, key);
    if (found) return learntHost(decodeModel(found.bytes));
    throw new LabelsmithError('BrokenArtefact', `${key} does not exist`, 'Start the run again.');
  });
}

/** The version as its baseline answers for it: by its own model, which needs no calibration of another's answers. */
export const asBaseline = (version: Version): ServedModel => ({
  ...version,
  provider: 'embedded',
  model: baselineName(version.version),
  calibration: null,
  abstention: null,
});
