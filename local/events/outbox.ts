import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Event, event as eventSchema } from './envelope.ts';

/** Events that have been raised and not yet been delivered, on disk: a process that dies loses none of them. */
export interface Outbox {
  /** Kept when this returns. */
  add(event: Event): void;
  remove(event: Event): void;
  /** What an earlier process left, the oldest first. */
  left(): Event[];
}

/** An outbox in a directory, one file an event. */
export function openOutbox(directory: string): Outbox {
  mkdirSync(directory, { recursive: true });
  const fileOf = ({ id }: Event) => join(directory, `${id}.json`);
  return {
    // Synchronous, so that whoever raised the event goes on only when it is kept. The file is whole or not there.
    add(event) {
      writeFileSync(`${fileOf(event)}.part`, JSON.stringify(event), { mode: 0o600 });
      renameSync(`${fileOf(event)}.part`, fileOf(event));
    },
    remove: (event) => rmSync(fileOf(event), { force: true }),
    left: () =>
      readdirSync(directory)
        .filter((name) => name.endsWith('.json'))
        .map((name) => eventSchema.parse(JSON.parse(readFileSync(join(directory, name), 'utf8'))))
        .sort((a, b) => (a.time < b.time ? -1 : 1)),
  };
}
