import { readArtefact, writeArtefact } from '../artefact.ts';
import { championKey, historyKey, historyPrefix, versionKey } from '../contract/keys.ts';
import type { Canary, Champion, HistoryEntry, Version } from '../contract/registry.ts';
import {
  champion as championSchema,
  historyEntry as historySchema,
  version as versionSchema,
} from '../contract/registry.ts';
import { hashOf } from '../hash.ts';
import { readArtefacts } from '../read-artefacts.ts';
import { onlyOnce, type ReadableStore, type Store } from '../store.ts';
import type { RegistryChange, RegistryContext } from './registry-change.ts';

/** What changing the pointer takes of the store. */
export type HistoryStore = ReadableStore & Pick<Store, 'write'>;

/** The entry of the change that a pointer tells of. */
const championEntry = (
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

/** The start and the end of the canary that a pointer tells of, as far as they have come. */
function canaryEntries(classifier: string, { canary }: Champion): HistoryEntry[] {
  if (!canary) return [];
  const { version, share, since, by, reason, ended } = canary;
  const entry = { schema: 'labelsmith.history.v1', classifier, version, previousVersion: null } as const;
  const texts = `${Number((100 * share).toFixed(2))}% of the texts`;
  return [
    { ...entry, action: 'canary-started', at: since, by, reason: `${texts}: ${reason}` },
    ...(ended ? [{ ...entry, action: 'canary-ended' as const, ...ended }] : []),
  ];
}

/**
 * Notes all that a pointer tells of: how its version came into service, and its canary. Noted twice, an entry is one; so are
 * all notes below.
 */
export async function notePointer(store: HistoryStore, classifier: string, champion: Champion): Promise<void> {
  for (const entry of pointerEntries(classifier, champion)) await writeHistory(store, entry);
}

const pointerEntries = (classifier: string, champion: Champion) => [
  championEntry(classifier, champion),
  ...canaryEntries(classifier, champion),
];

export const isLive = (canary: Canary | null): canary is Canary => canary !== null && canary.ended === null;

/**
 * All changes of a classifier's registry, oldest first. What the present pointer tells of is among them, though a crash may
 * have come before its entry was written.
 */
export async function readHistory(store: Store, classifier: string): Promise<HistoryEntry[]> {
  // The pointer first: whoever replaces it afterwards writes its entries before.
  const champion = await readArtefact(store, championKey(classifier), championSchema);
  const keys: string[] = [];
  for await (const { key } of store.list(historyPrefix(classifier))) keys.push(key);
  const noted = await readArtefacts(store, keys, historySchema);
  const told = champion ? pointerEntries(classifier, champion.value) : [];
  const missing = told.filter(
    (entry) => !noted.some(({ at, version }) => at === entry.at && version === entry.version),
  );
  if (!champion || missing.length === 0 || !(await isInUse(store, classifier, champion.value))) return noted;
  return [...noted, ...missing].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

/**
 * Whether a pointer says what was in service. One that names a deleted version was written a moment ago, never served, and is
 * about to be taken back.
 */
export async function isInUse(
  store: ReadableStore,
  classifier: string,
  { version }: Pick<Champion, 'version'>,
): Promise<boolean> {
  const found = await readArtefact(store, versionKey(classifier, version), versionSchema);
  return found !== undefined && !found.value.deleted;
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
async function writeHistory(store: HistoryStore, entry: Omit<HistoryEntry, 'schema'>): Promise<void> {
  const record: HistoryEntry = { schema: 'labelsmith.history.v1', ...entry };
  const key = historyKey(entry.classifier, entry.at, hashOf(record, 8));
  await onlyOnce(writeArtefact(store, key, historySchema, record, 'absent'));
}
