import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded, type Run } from '../../core/contract/run.ts';
import type { ApiClient } from './api-client.ts';

/** Between two looks, in ms. */
const LOOK_MS = 400;
/** A run that an upload starts exists within moments; after this long something is wrong. */
const START_TIMEOUT_MS = 60_000;

/** Waits for the run that an upload starts by itself; undefined when none has started within a minute. */
export async function runOfUpload(client: ApiClient, classifier: string, key: string): Promise<Run | undefined> {
  const end = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < end) {
    const found = (await client.runs({ classifier, limit: 20 })).find((run) => run.source.key === key);
    if (found) return found;
    await sleep(LOOK_MS);
  }
  return undefined;
}

/** Longest wait for a file to be prepared: most take seconds. */
const PREPARATION_TIMEOUT_MS = 30_000;

/** Waits until a run's file has been prepared or the run has ended, half a minute at most. Returns its last state. */
export async function whenPrepared(client: ApiClient, started: Run): Promise<Run> {
  let run = started;
  for (const end = Date.now() + PREPARATION_TIMEOUT_MS; Date.now() < end; ) {
    if (run.examples || hasEnded(run.status)) return run;
    await sleep(LOOK_MS);
    run = await client.run(run.run);
  }
  return run;
}
