import { readArtefact } from '../artefact.ts';
import type { Clock } from '../clock.ts';
import { championKey, versionKey } from '../contract/keys.ts';
import type { ClassifyRequest, Prediction } from '../contract/prediction.ts';
import { champion as championSchema, type Version, version as versionSchema } from '../contract/registry.ts';
import { LabelsmithError } from '../errors.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import type { ReadableStore } from '../store.ts';
import type { PredictionHosts } from '../tuning/provider.ts';
import { predictText } from './predict-text.ts';

/** How long what was read may be used without looking again, in ms: a promotion, a rollback or a deletion is seen within it. */
const TTL_MS = 1_000;
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
 * Answers predictions from the bucket's registry. The pointer to the champion is looked at anew, and so is a version that
 * is asked for by its number: all that ever happens to one is that it is deleted, and the one in service cannot be.
 */
export function createPredictionServer(store: ReadableStore, hosts: PredictionHosts, clock: Clock): PredictionServer {
  const versions = new Map<string, { version: Version; until: number }>();
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
    champions.set(classifier, { version: found.value.version, until: now + TTL_MS });
    return found.value.version;
  };

  /** @param mayBeDeleted of the champion it is known that it was not: it cannot be */
  const versionOf = async (classifier: string, number: number, mayBeDeleted: boolean): Promise<Version> => {
    const key = versionKey(classifier, number);
    const now = clock().getTime();
    const known = versions.get(key);
    if (known && !(mayBeDeleted && now >= known.until)) return known.version;
    const found = (await readArtefact(store, key, versionSchema))?.value;
    if (!found || found.deleted) {
      versions.delete(key);
      throw new LabelsmithError(
        'NotFound',
        found ? `version ${number} of ${classifier} was deleted` : `classifier ${classifier} has no version ${number}`,
        `List its versions with: labelsmith versions ${classifier}`,
      );
    }
    versions.set(key, { version: found, until: now + TTL_MS });
    return found;
  };

  return {
    async predict(classifier, request, number) {
      const served =
        number === undefined
          ? await versionOf(classifier, await championOf(classifier), false)
          : await versionOf(classifier, number, true);
      const host = await hosts({ provider: served.provider, baseUrl: served.baseUrl ?? '' });
      const texts = 'text' in request ? [request.text] : request.texts;
      return mapConcurrently(texts, CONCURRENCY, (text) => predictText(host, served, text));
    },
  };
}
