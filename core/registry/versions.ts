import { writeArtefact } from '../artefact.ts';
import { versionKey, versionsPrefix } from '../contract/keys.ts';
import { type Version, version as versionSchema } from '../contract/registry.ts';
import { readArtefacts } from '../read-artefacts.ts';
import { isConditionFailed, type Store } from '../store.ts';

/** Every version of a classifier, in the order of their numbers; deleted ones are marked as such. */
export async function listVersions(store: Store, classifier: string): Promise<Version[]> {
  const numbers: number[] = [];
  for await (const { key } of store.list(versionsPrefix(classifier))) {
    const match = /\/(\d+)\.json$/.exec(key);
    if (match?.[1]) numbers.push(Number(match[1]));
  }
  numbers.sort((a, b) => a - b);
  const keys = numbers.map((number) => versionKey(classifier, number));
  return readArtefacts(store, keys, versionSchema);
}

/** Whether a classifier has, or ever had, a version. */
export async function hasVersions(store: Store, classifier: string): Promise<boolean> {
  for await (const _version of store.list(versionsPrefix(classifier))) return true;
  return false;
}

/** The version in use that was trained on this dataset with these settings, the newest if there are several. */
export async function findTrainedVersion(
  store: Store,
  classifier: string,
  trained: Pick<Version, 'dataset' | 'trainingSettings'>,
): Promise<Version | undefined> {
  const versions = await listVersions(store, classifier);
  return versions.findLast(
    ({ dataset, trainingSettings, deleted }) =>
      dataset === trained.dataset && trainingSettings === trained.trainingSettings && !deleted,
  );
}

/** All of a version but what registering it decides. */
export type NewVersion = Omit<Version, 'schema' | 'version' | 'deleted'>;

/** Gives a run's model the next free number. The same run again gets the version that it has. */
export async function registerVersion(store: Store, candidate: NewVersion): Promise<Version> {
  for (;;) {
    const versions = await listVersions(store, candidate.classifier);
    const known = versions.find((version) => version.run === candidate.run);
    if (known) return known;
    const number = (versions.at(-1)?.version ?? 0) + 1;
    const version: Version = { schema: 'labelsmith.version.v1', version: number, ...candidate, deleted: null };
    try {
      await writeArtefact(store, versionKey(candidate.classifier, number), versionSchema, version, 'absent');
      return version;
    } catch (error) {
      // Somebody else took the number between the look and the write: look again.
      if (!isConditionFailed(error)) throw error;
    }
  }
}
