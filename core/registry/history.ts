import { writeArtefact } from '../artefact.ts';
import { historyKey } from '../contract/keys.ts';
import type { Champion, HistoryEntry, Version } from '../contract/registry.ts';
import { historyEntry as historySchema } from '../contract/registry.ts';
import { hashOf } from '../hash.ts';
import { isConditionFailed, type Store } from '../store.ts';
import type { RegistryChange, RegistryContext } from './registry-change.ts';

/** Notes that a version was put into service. Noted twice, it is one entry; so are all notes below. */
export function noteChampion(
  { store }: RegistryContext,
  { classifier }: RegistryChange,
  action: 'promoted' | 'rolled-back',
  { version, previousVersion, by, reason, since }: Champion,
): Promise<void> {
  return writeHistory(store, { classifier, action, version, previousVersion, by, reason, at: since });
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
