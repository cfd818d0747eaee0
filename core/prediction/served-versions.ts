import { readArtefact } from '../artefact.ts';
import type { Clock } from '../clock.ts';
import { championKey, versionKey } from '../contract/keys.ts';
import {
  type Canary,
  type Champion,
  champion as championSchema,
  type Version,
  version as versionSchema,
} from '../contract/registry.ts';
import { isLabelsmithError } from '../errors.ts';
import { noneInService, unusableVersion } from '../registry/version-refusals.ts';
import type { ReadableStore } from '../store.ts';
import { type Afterwards, AT_ONCE, keepRecent } from './recent-reads.ts';

/** How long what was read may be used without looking again, in ms: a promotion, a rollback or a deletion is seen within it. */
const TTL_MS = 1_000;
/** Pointers and versions that are kept at most; a version of 1,000 labels has a few hundred kilobytes. */
const MOST_KEPT = 100;
const KEEPING = { milliseconds: TTL_MS, most: MOST_KEPT };

/** Which version answers for a classifier. */
export interface ServedVersions {
  /**
   * The version in service, or the one that is asked for by its number.
   * @throws LabelsmithError `NotFound` for an unknown classifier or version, a deleted version, or no champion yet
   */
  find(classifier: string, version?: number): Promise<Version>;
  /**
   * The canary beside the version in service, with its version; undefined when none is under way, or it was deleted.
   * @throws LabelsmithError `BrokenArtefact` or `StoreUnavailable` when its version cannot be read
   */
  canary(classifier: string): Promise<{ canary: Canary; version: Version } | undefined>;
}

/**
 * Reads the registry. The pointer to the champion is looked at anew each second, and so is a version that is asked for by
 * its number. That of the champion is read once for each change of the pointer: while it is in service nothing happens to
 * it, and a classifier that was deleted and trained again has another version of the same number.
 */
export function createServedVersions(
  store: ReadableStore,
  clock: Clock,
  afterwards: Afterwards = AT_ONCE,
): ServedVersions {
  const inService = new Map<string, { since: string; version: Version }>();

  const readChampion = async (classifier: string): Promise<Champion> => {
    const found = await readArtefact(store, championKey(classifier), championSchema);
    if (found) return found.value;
    throw noneInService(classifier, 'NotFound');
  };
  const championOf = keepRecent(clock, KEEPING, readChampion, afterwards);

  const readVersion = async (classifier: string, number: number): Promise<Version> => {
    const found = (await readArtefact(store, versionKey(classifier, number), versionSchema))?.value;
    if (found && !found.deleted) return found;
    throw unusableVersion(classifier, number, found);
  };

  const readByKey = (name: string) => {
    const [classifier = '', number] = name.split('/');
    return readVersion(classifier, Number(number));
  };
  const versionByKey = keepRecent(clock, KEEPING, readByKey, afterwards);

  return {
    async find(classifier, number) {
      if (number !== undefined) return versionByKey(`${classifier}/${number}`);
      const { version: champion, since } = await championOf(classifier);
      const known = inService.get(classifier);
      if (known?.since === since) return known.version;
      const version = await versionByKey(`${classifier}/${champion}`);
      inService.delete(classifier);
      inService.set(classifier, { since, version });
      const oldest = inService.keys().next();
      if (inService.size > MOST_KEPT && !oldest.done) inService.delete(oldest.value);
      return version;
    },
    async canary(classifier) {
      const { canary } = await championOf(classifier);
      if (canary === null || canary.ended !== null) return undefined;
      try {
        return { canary, version: await versionByKey(`${classifier}/${canary.version}`) };
      } catch (error) {
        // Deleted at the moment that it was started: the version in service answers all.
        if (isLabelsmithError(error, 'NotFound')) return undefined;
        throw error;
      }
    },
  };
}
