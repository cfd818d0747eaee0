import type { HistoryEntry } from '../contract/registry.ts';
import type { Store } from '../store.ts';
import { readHistory } from './history.ts';

/** A change of the version in service, and when the next one came; null while there has been none. */
export interface ServiceTime {
  readonly change: HistoryEntry;
  readonly until: string | null;
}

/**
 * Which version was in service at a time, since when, and until when; undefined when none was yet.
 */
export async function championAt(store: Store, classifier: string, time: Date): Promise<ServiceTime | undefined> {
  const changes = (await readHistory(store, classifier)).filter(({ action }) => IN_SERVICE.includes(action));
  const place = changes.findLastIndex(({ at }) => Date.parse(at) <= time.getTime());
  const change = changes[place];
  return change && { change, until: changes[place + 1]?.at ?? null };
}

/** The changes after which another version answers. */
const IN_SERVICE: readonly HistoryEntry['action'][] = ['promoted', 'rolled-back'];
