import { readArtefact } from '../artefact.ts';
import type { Clock } from '../clock.ts';
import { championKey, versionKey } from '../contract/keys.ts';
import type { ClassifyRequest, Prediction } from '../contract/prediction.ts';
import { champion as championSchema, type Version, version as versionSchema } from '../contract/registry.ts';
import { isLabelsmithError, LabelsmithError } from '../errors.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import type { Store } from '../store.ts';
import type { PredictionHosts } from '../tuning/provider.ts';
import { predictText } from './predict-text.ts';

/** How long a champion pointer may be used without looking again: a promotion or a rollback is seen within it. */
const CHAMPION_TTL_MS = 1_000;
/** Requests to the host at the same time for one request of many texts. */
const CONCURRENCY = 8;

export interface PredictionServer {
  /**
   * Predictions for the texts, in their order, by the champion or by the version that is asked for.
   * @throws LabelsmithError `NotFound` for an unknown classifier or version, or one that has no champion yet
   */
  predict(classifier: string, request: ClassifyRequest, version?: number): Promise<Prediction[]>;
}

/**
 * Answers predictions from the bucket's registry. The pointer to the champion is looked at anew; versions are kept, since
 * all that ever happens to one is that it is deleted, and the one in service cannot be.
 */
export function createPredictionServer(store: Store, hosts: PredictionHosts, clock: Clock): PredictionServer {
  const versions = new Map<string, Version>();
  const champions = new Map<string, { version: number; until: number }>();

  const championOf = async (classifier: string): Promise<number> => {
    const known = champions.get(classifier);
    const now = clock().getTime();
    if (known && now < known.until) return known.version;
    const found = await readArtefact(store, championKey(classifier), championSchema);
    if (!found) {
      throw new LabelsmithError(
        'NotFound',
        `classifier ${classifier} has no version in service`,
        'Upload labelled texts for it and wait for its run to end, or promote one of its versions.',
      );
    }
    champions.set(classifier, { version: found.value.version, until: now + CHAMPION_TTL_MS });
    return found.value.version;
  };

  const versionOf = async (classifier: string, number: number): Promise<Version> => {
    const key = versionKey(classifier, number);
    const known = versions.get(key) ?? (await readArtefact(store, key, versionSchema))?.value;
    if (!known) {
      throw new LabelsmithError(
        'NotFound',
        `classifier ${classifier} has no version ${number}`,
        `List its versions with: labelsmith versions ${classifier}`,
      );
    }
    if (known.deleted) throw deleted(classifier, number);
    versions.set(key, known);
    return known;
  };

  /** A refusal's reason may be that the version was deleted after it had been read and kept. */
  const refuseDeleted = async ({ classifier, version }: Version): Promise<void> => {
    const key = versionKey(classifier, version);
    const found = await readArtefact(store, key, versionSchema);
    if (!found?.value.deleted) return;
    versions.delete(key);
    throw deleted(classifier, version);
  };

  return {
    async predict(classifier, request, number) {
      const served = await versionOf(classifier, number ?? (await championOf(classifier)));
      const host = await hosts({ provider: served.provider, baseUrl: served.baseUrl ?? '' });
      const texts = 'text' in request ? [request.text] : request.texts;
      try {
        return await mapConcurrently(texts, CONCURRENCY, (text) => predictText(host, served, text));
      } catch (error) {
        if (isLabelsmithError(error, 'ProviderRefused')) await refuseDeleted(served);
        throw error;
      }
    },
  };
}

const deleted = (classifier: string, version: number) =>
  new LabelsmithError(
    'NotFound',
    `version ${version} of ${classifier} was deleted`,
    `List its versions with: labelsmith versions ${classifier}`,
  );
