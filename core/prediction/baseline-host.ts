import type { Clock } from '../clock.ts';
import type { Prediction } from '../contract/prediction.ts';
import type { Version } from '../contract/registry.ts';
import { LabelsmithError } from '../errors.ts';
import { decodeModel } from '../learner/model/model-file.ts';
import { type ReadableStore, readBytes } from '../store.ts';
import { learntHost } from './learnt-host.ts';
import { predictText } from './predict-text.ts';
import type { PredictionHost } from './prediction-host.ts';
import { keepRecent } from './recent-reads.ts';

/** A baseline is written once and never changed; it is kept for as long as one may be needed again, in ms. */
const TTL_MS = 3_600_000;
/** Models that are in memory at most: one has some megabytes, and callers may ask for any version. */
const MOST_KEPT = 8;

/**
 * Gives the embedded models that were trained on the datasets of other providers' versions.
 * The function throws LabelsmithError `BrokenArtefact` for one that is missing or damaged.
 */
export function baselineHosts(store: ReadableStore, clock: Clock): (key: string) => Promise<PredictionHost> {
  return keepRecent(clock, { milliseconds: TTL_MS, most: MOST_KEPT }, async (key) => {
    const found = await readBytes(store, key);
    if (!found) throw broken(`${key} does not exist`);
    try {
      return learntHost(decodeModel(found.bytes));
    } catch (cause) {
      throw broken(`${key} is damaged`, cause);
    }
  });
}

const broken = (what: string, cause?: unknown) =>
  new LabelsmithError(
    'BrokenArtefact',
    what,
    'Restore the object from an earlier version in the bucket, or start the run again for a new version.',
    { cause },
  );

/** The version's answer to a text by its baseline, with that one's own temperature and thresholds: its confidences are its own. */
export async function answerByBaseline(baseline: PredictionHost, version: Version, text: string): Promise<Prediction> {
  const { calibration = null, abstention = null } = version.baselineServing ?? {};
  const served = {
    ...version,
    provider: 'embedded',
    model: publicName(version),
    calibration,
    abstention,
  } as const;
  const prediction = { ...(await predictText(baseline, served, text)), degraded: true } as const;
  const isProved = version.abstention === null || version.baselineServing !== null;
  return isProved ? prediction : withheld(prediction);
}

/** The version was to keep to a precision, and nobody knows this model's: it must not pass for it. */
const withheld = (prediction: Prediction): Prediction =>
  prediction.label === null
    ? prediction
    : { ...prediction, label: null, guess: prediction.label, abstained: true, abstainedBecause: 'unproved' };

/** Where the model lies in the bucket is nobody's matter. */
const publicName = ({ version }: Version) => `baseline of version ${version}`;
