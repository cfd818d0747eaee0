import { type JobEvent, jobEvent, type Progress } from '../contract/job.ts';
import { runKey } from '../contract/keys.ts';
import { isConditionFailed, type ReadableStore, readBytes, type Store } from '../store.ts';
import { scrubMessage } from './scrub-message.ts';

/** Writes that may be lost to somebody else's before this look's news are left to the next one. */
const WRITE_ATTEMPTS = 5;

/** All events that are known of a job, oldest first, and how many of them are news. */
export interface EventLog {
  readonly events: readonly JobEvent[];
  readonly added: number;
}

/** The events of a run's job as they are stored, oldest first. */
export interface StoredEvents {
  readonly events: readonly JobEvent[];
  /** What adding to them needs; undefined before there are any. */
  readonly etag: string | undefined;
}

/**
 * Reads `events.jsonl`. A line that is no event, say after a person's edit, is passed over: it is no reason to stop looking
 * at a job, or to tell nothing of it.
 */
export async function readEvents(store: ReadableStore, run: string): Promise<StoredEvents> {
  const found = await readBytes(store, runKey(run, 'events.jsonl'));
  const lines = found ? new TextDecoder().decode(found.bytes).split('\n') : [];
  return { events: lines.flatMap(parseEvent), etag: found?.object.etag };
}

function parseEvent(line: string): JobEvent[] {
  try {
    return [jobEvent.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}

/**
 * Adds what a provider tells of a job to `events.jsonl`. Events that are there already stay, also when the provider no
 * longer tells them, so that the log never gets shorter. Messages are scrubbed.
 */
export async function addEvents(store: Store, run: string, told: readonly JobEvent[]): Promise<EventLog> {
  const key = runKey(run, 'events.jsonl');
  for (let attempt = 1; ; attempt += 1) {
    const { events: known, etag } = await readEvents(store, run);
    const events = mergeEvents(known, told);
    const log = { events, added: events.length - known.length };
    if (log.added === 0) return log;
    try {
      await store.write(key, events.map((event) => `${JSON.stringify(event)}\n`).join(''), {
        contentType: 'application/jsonl',
        condition: etag === undefined ? 'absent' : { etag },
      });
      return log;
    } catch (error) {
      if (!isConditionFailed(error) || attempt === WRITE_ATTEMPTS) throw error;
    }
  }
}

/** Both lists as one, each event once, in the order of their times; of equal times, in the order in which they were told. */
function mergeEvents(known: readonly JobEvent[], told: readonly JobEvent[]): JobEvent[] {
  const seen = new Set(known.map(({ id }) => id));
  const added = told.filter(({ id }) => !seen.has(id) && seen.add(id));
  const scrubbed = added.map((event) => ({ ...event, message: scrubMessage(event.message) }));
  return [...known, ...scrubbed].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** The newest numbers that any event told, each on its own: not every event tells all of them. */
export function latestProgress(events: readonly JobEvent[]): Progress | null {
  const told = events.flatMap((event) => (event.progress ? [event.progress] : []));
  return told.length ? Object.assign({}, ...told) : null;
}
