import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded, type Run } from '../../core/contract/run.ts';
import { CommandError } from '../command-error.ts';
import type { ApiClient } from './api-client.ts';

/** How long an API that does not answer is asked again: a restart, or a connection that comes back, takes less. */
const PATIENCE_MS = 300_000;

/** What is told while a run is followed. */
export interface Follower {
  /** Of every look. */
  readonly tell: (run: Run) => void;
  /** Of every look that failed: since when, in ms of the clock. @default nothing is told */
  readonly miss?: (since: number) => void;
}

/** Time as it passes for whoever follows a run. */
export interface Pace {
  /** In ms. */
  readonly now: () => number;
  /** Resolves after so many ms. */
  readonly wait: (ms: number) => Promise<unknown>;
}

const REAL_TIME: Pace = { now: Date.now, wait: (ms) => sleep(ms) };

/**
 * Pause in ms before the next look at a run that has been followed for so long: at first fast enough to look alive, then
 * slow enough not to be a load. A run of 24 hours is looked at 9,000 times: 150 + 270 + 8,580.
 */
export function lookPause(followedMs: number): number {
  if (followedMs < 60_000) return 400;
  return followedMs < 600_000 ? 2_000 : 10_000;
}

/**
 * Looks at a run until it has ended, telling every look. Returns its last state.
 * @throws CommandError when the API refuses, or has not answered for five minutes
 */
export async function followRun(
  client: Pick<ApiClient, 'run'>,
  id: string,
  { tell, miss }: Follower,
  { now, wait }: Pace = REAL_TIME,
): Promise<Run> {
  const start = now();
  for (let answeredAt = start; ; await wait(lookPause(now() - start))) {
    try {
      const run = await client.run(id);
      answeredAt = now();
      tell(run);
      if (hasEnded(run.status)) return run;
    } catch (error) {
      if (!(error instanceof CommandError && error.passing) || now() - answeredAt >= PATIENCE_MS) throw error;
      miss?.(answeredAt);
    }
  }
}
