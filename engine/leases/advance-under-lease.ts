import { randomUUID } from 'node:crypto';
import type { Clock } from '../../core/clock.ts';
import { isLabelsmithError } from '../../core/errors.ts';
import { isConditionFailed } from '../../core/store.ts';
import type { Lease } from './lease.ts';

export interface AdvanceOptions {
  /** Time the caller has, in ms. The lease lasts as long, and a fifth of it stays unused for the end of a step. */
  readonly budgetMs: number;
  /** Time after which to stop at the next opportunity, in ms. @default four fifths of the budget */
  readonly softMs?: number;
}

/** A record as it is stored, with the etag that a conditional write needs. */
export interface Held<T> {
  readonly record: T;
  readonly etag: string;
}

/** What moves in steps, each of which counts once its record is written. */
export interface LeasedWork<T> {
  /** The record as it is stored; undefined when there is none. */
  read(): Promise<Held<T> | undefined>;
  /** @throws ConditionFailed when somebody else has written in the meantime */
  write(record: T, etag: string): Promise<Held<T>>;
  /** True when there is nothing to do: it has ended, or nobody wants it to go on. */
  isAtRest(record: T): boolean;
  /** Takes the next step. What it writes besides the record must do no harm when it is written again. */
  step(record: T): Promise<T>;
  /** The record as failed, since a step has failed time and again for no known reason. */
  giveUp(record: T): T;
  /** Called after each written step, and when somebody else's record has ended the work. */
  tidyUp(record: T): Promise<void>;
}

interface Leased {
  readonly lease: Lease | null;
  /** Times that a step failed since the last one that succeeded. */
  readonly failures: number;
}

/** A step that failed so often will not succeed: nobody shall wait for it overnight. */
const MOST_FAILURES = 5;

/** Share of the budget after which no step is begun. */
const USABLE_SHARE = 0.8;

/**
 * Moves work on, by one step at least, for as long as the options allow, unless somebody else is at it. What is written
 * at each step is conditional on nobody having written in the meantime: whoever took the lease over, cancelled or paused,
 * wins, and this call ends with what they wrote.
 * @returns the record as it is stored; undefined when there is none
 * @throws whatever a step failed with; after five failures in a row the work is given up
 */
export async function advanceUnderLease<T extends Leased>(
  work: LeasedWork<T>,
  clock: Clock,
  { budgetMs, softMs = budgetMs * USABLE_SHARE }: AdvanceOptions,
): Promise<T | undefined> {
  const started = clock().getTime();
  const until = started + Math.min(softMs, budgetMs * USABLE_SHARE);
  const found = await work.read();
  if (!found || work.isAtRest(found.record) || isLeased(found.record, started)) return found?.record;
  const lease = { owner: randomUUID(), expiresAt: new Date(started + budgetMs).toISOString() };
  let held = found;
  try {
    held = await work.write({ ...found.record, lease }, found.etag);
    while (held.record.lease !== null) {
      const next = await work.step(held.record);
      const done = work.isAtRest(next) || clock().getTime() >= until;
      held = await work.write({ ...next, failures: 0, lease: done ? null : lease }, held.etag);
      await work.tidyUp(held.record);
    }
    return held.record;
  } catch (error) {
    if (!isConditionFailed(error)) {
      await giveBack(work, held, error);
      throw error;
    }
    const current = await work.read();
    if (current && work.isAtRest(current.record)) await work.tidyUp(current.record);
    return current?.record;
  }
}

/**
 * After a fault the next caller need not wait for the lease to run out. If even this fails, it will. A store that does not
 * answer is no failure of the step: it will be back.
 */
async function giveBack<T extends Leased>(
  work: LeasedWork<T>,
  { record, etag }: Held<T>,
  error: unknown,
): Promise<void> {
  if (record.lease === null) return;
  const failures = record.failures + (isLabelsmithError(error, 'StoreUnavailable') ? 0 : 1);
  const returned = failures >= MOST_FAILURES ? work.giveUp(record) : record;
  await work
    .write({ ...returned, failures, lease: null }, etag)
    .then((written) => work.tidyUp(written.record))
    .catch(() => undefined);
}

const isLeased = ({ lease }: Pick<Leased, 'lease'>, now: number): boolean =>
  lease !== null && Date.parse(lease.expiresAt) > now;
