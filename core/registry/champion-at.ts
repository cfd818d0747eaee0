import type { HistoryEntry } from '../contract/registry.ts';
import type { Store } from '../store.ts';
import { readChampion } from './champion.ts';
import { championEntry, readHistory } from './history.ts';

/** A change of the version in service, and when the next one came; null while there has been none. */
export interface ServiceTime {
  readonly change: HistoryEntry;
  readonly until: string | null;
}

/**
 * Which version was in service at a time, since when, and until when; undefined when none was yet. The present pointer counts
 * as well as the history, which a crash may have left without its last entry.
 */
export async function championAt(store: Store, classifier: string, time: Date): Promise<ServiceTime | undefined> {
  // The pointer first: whoever replaces it afterwards writes its entry before.
  const champion = await readChampion(store, classifier);
  const noted = (await readHistory(store, classifier)).filter(({ action }) => IN_SERVICE.includes(action));
  const last = champion && championEntry(classifier, champion.value);
  const changes = [...noted, ...(last && !noted.some(({ at }) => at === last.at) ? [last] : [])];
  changes.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  const place = changes.findLastIndex(({ at }) => Date.parse(at) <= time.getTime());
  const change = changes[place];
  return change && { change, until: changes[place + 1]?.at ?? null };
}

/** The changes after which another version answers. */
const IN_SERVICE: readonly HistoryEntry['action'][] = ['promoted', 'rolled-back'];
