import { randomUUID } from 'node:crypto';
import { readArtefact, writeArtefact } from '../../core/artefact.ts';
import { isConditionFailed } from '../../core/store.ts';
import { isJobId, jobKey } from '../keys.ts';
import { hasEnded, type JobRecord, jobRecord } from '../records/job-record.ts';
import { type TrainingContext, takeStep, tidyUp } from './training-steps.ts';

export interface AdvanceOptions {
  /** Time the caller has, in ms. The lease lasts as long, and a fifth of it stays unused for the end of a step. */
  readonly budgetMs: number;
  /** Time after which to stop at the next opportunity, in ms. @default four fifths of the budget */
  readonly softMs?: number;
}

/** Share of the budget after which no step is begun. */
const USABLE_SHARE = 0.8;

interface Held {
  readonly job: JobRecord;
  readonly etag: string;
}

/**
 * Moves a job on, by one step at least, for as long as the options allow, unless somebody else is at it. What is
 * written at each step is conditional on nobody having written in the meantime: whoever took the lease over, or
 * cancelled, wins, and this call ends with what they wrote.
 * @returns the job as it is stored; undefined when there is none
 */
export async function advanceJob(
  context: TrainingContext,
  id: string,
  options: AdvanceOptions,
): Promise<JobRecord | undefined> {
  const { budgetMs, softMs = budgetMs * USABLE_SHARE } = options;
  const started = context.clock().getTime();
  const until = started + Math.min(softMs, budgetMs * USABLE_SHARE);
  const found = await readJob(context, id);
  if (!found || hasEnded(found.job) || isLeased(found.job, started)) return found?.job;
  const lease = { owner: randomUUID(), expiresAt: new Date(started + budgetMs).toISOString() };
  let held = found;
  try {
    held = await writeJob(context, { ...found.job, lease }, found.etag);
    while (held.job.lease !== null) {
      const next = await takeStep(context, held.job);
      const done = hasEnded(next) || context.clock().getTime() >= until;
      held = await writeJob(context, { ...next, lease: done ? null : lease }, held.etag);
      await tidyUp(context, held.job);
    }
    return held.job;
  } catch (error) {
    if (!isConditionFailed(error)) {
      await giveBack(context, held);
      throw error;
    }
    const current = await readJob(context, id);
    if (current && hasEnded(current.job)) await tidyUp(context, current.job);
    return current?.job;
  }
}

/** After a fault the next caller need not wait for the lease to run out. If even this fails, it will. */
async function giveBack(context: TrainingContext, { job, etag }: Held): Promise<void> {
  if (job.lease === null) return;
  await writeJob(context, { ...job, lease: null }, etag).catch(() => undefined);
}

/** A job as it is stored, with the etag that a conditional write needs. */
export async function readJob({ store }: Pick<TrainingContext, 'store'>, id: string): Promise<Held | undefined> {
  if (!isJobId(id)) return undefined;
  const found = await readArtefact(store, jobKey(id), jobRecord);
  return found && { job: found.value, etag: found.etag };
}

async function writeJob({ store }: TrainingContext, job: JobRecord, etag: string): Promise<Held> {
  const written = await writeArtefact(store, jobKey(job.id), jobRecord, job, { etag });
  return { job, etag: written.etag };
}

const isLeased = ({ lease }: JobRecord, now: number): boolean => lease !== null && Date.parse(lease.expiresAt) > now;
