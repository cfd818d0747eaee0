import { setTimeout as sleep } from 'node:timers/promises';

/** Between two looks for work, in ms: at least, and at most. */
const IDLE_MS = 200;
const LONGEST_IDLE_MS = 2_000;
/** A look reads the store's list. So many times as long as it took, nothing is done: an idle engine leaves the machine to others. */
const IDLE_SHARE = 10;
/** After a fault, in ms: what is broken is seldom whole again at once. */
const FAULT_MS = 2_000;
/**
 * One turn: short enough to serve others in between. The budget is how long a job waits for a process that was killed; a
 * step that takes longer is written all the same, unless another process over the same store was quicker.
 */
const TURN = { budgetMs: 30_000, softMs: 2_000 };

/** The pause after a look for work that found none, in ms. @param took how long the look took, in ms */
export const idlePause = (took: number): number => Math.min(Math.max(IDLE_MS, took * IDLE_SHARE), LONGEST_IDLE_MS);

/** What an engine lets be done for it. */
export interface WorkingEngine {
  pendingJobs(): Promise<string[]>;
  advance(jobId: string, turn: typeof TURN): Promise<unknown>;
  pendingBatches(): Promise<string[]>;
  advanceBatch(batchId: string, turn: typeof TURN): Promise<unknown>;
  deliverWebhooks(stop: AbortSignal): Promise<void>;
}

/**
 * Trains jobs, answers batches and delivers webhooks, each without waiting for the others, until it is told to stop.
 * @param now in ms; only differences count
 */
export async function workUntil(
  stop: AbortSignal,
  engine: WorkingEngine,
  reportFault: (fault: unknown) => void,
  now: () => number = () => performance.now(),
): Promise<void> {
  /** Does one round of work after another; a round says whether there was any. */
  const repeat = async (round: () => Promise<boolean>) => {
    while (!stop.aborted) {
      const began = now();
      const pause = await round().then(
        (worked) => (worked ? 0 : idlePause(now() - began)),
        (fault: unknown) => {
          reportFault(fault);
          return FAULT_MS;
        },
      );
      await sleep(pause, undefined, { signal: stop }).catch(() => undefined);
    }
  };
  /** One turn for each, the oldest first. One that fails does not keep the others from theirs. */
  const takeTurns = async (ids: readonly string[], advance: (id: string) => Promise<unknown>) => {
    const faults: unknown[] = [];
    for (const id of ids) if (!stop.aborted) await advance(id).catch((fault: unknown) => faults.push(fault));
    if (faults.length > 0) throw faults[0];
    return ids.length > 0;
  };
  /**
   * A job's first turn after another job's begins with reading its file anew, which can take longer than many epochs: it
   * goes on for as long again, so that jobs which take turns need at most twice their time. A turn that is over before its
   * time has ended the job, or was somebody else's.
   */
  const train = async (id: string) => {
    const began = now();
    await engine.advance(id, TURN);
    const first = now() - began;
    for (let last = first; !stop.aborted && last >= TURN.softMs && now() - began < 2 * first; ) {
      const again = now();
      await engine.advance(id, TURN);
      last = now() - again;
    }
  };
  await Promise.all([
    repeat(async () => takeTurns(await engine.pendingJobs(), train)),
    repeat(async () => takeTurns(await engine.pendingBatches(), (id) => engine.advanceBatch(id, TURN))),
    repeat(async () => {
      await engine.deliverWebhooks(stop);
      return false;
    }),
  ]);
}
