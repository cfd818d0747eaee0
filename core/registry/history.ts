import { readArtefact, writeArtefact } from '../artefact.ts';
import { historyKey, historyPrefix } from '../contract/keys.ts';
import type { Champion, HistoryEntry, Version } from '../contract/registry.ts';
import { historyEntry as historySchema } from '../contract/registry.ts';
import { hashOf } from '../hash.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { isConditionFailed, type Store } from '../store.ts';
import type { RegistryChange, RegistryContext } from './registry-change.ts';

const READS_AT_ONCE = 16;

/** The entry of the change that a pointer tells of. */
export const championEntry = (
  classifier: string,
  { action, version, previousVersion, by, reason, since }: Champion,
): HistoryEntry => ({
  schema: 'labelsmith.history.v1',
  classifier,
  action,
  version,
  previousVersion,
  at: since,
  by,
  reason,
});

/** Notes how the version in service came to it. Noted twice, it is one entry; so are all notes below. */
export const noteChampion = (store: Store, classifier: string, champion: Champion): Promise<void> =>
  writeHistory(store, championEntry(classifier, champion));

/** All changes of a classifier's registry, oldest first. */
export async function readHistory(store: Store, classifier: string): Promise<HistoryEntry[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(historyPrefix(classifier))) keys.push(key);
  const found = await mapConcurrently(keys, READS_AT_ONCE, (key) => readArtefact(store, key, historySchema));
  return found.flatMap((entry) => (entry ? [entry.value] : []));
}

/** Notes that a version was judged and not put into service. */
export function noteKept(
  { store }: RegistryContext,
  change: RegistryChange,
  version: Pick<Version, 'version' | 'createdAt'>,
  previousVersion: number | null,
): Promise<void> {
  const { classifier, by, reason } = change;
  const at = version.createdAt;
  return writeHistory(store, { classifier, by, reason, action: 'kept', version: version.version, previousVersion, at });
}

/** Notes that a version was deleted. */
export function noteDeleted(
  { store }: RegistryContext,
  { classifier, version, by, reason }: RegistryChange & { readonly version: number },
  at: string,
): Promise<void> {
  return writeHistory(store, { classifier, by, reason, action: 'deleted', version, previousVersion: null, at });
}

/** An entry's key follows from the entry, so that the same change is never written down twice. */
async function writeHistory(store: Store, entry: Omit<HistoryEntry, 'schema'>): Promise<void> {
  const record: HistoryEntry = { schema: 'labelsmith.history.v1', ...entry };
  try {
    await writeArtefact(
      store,
      historyKey(entry.classifier, entry.at, hashOf(record, 8)),
      historySchema,
      record,
      'absent',
    );
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
  }
}
