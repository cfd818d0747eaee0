import type { ProviderName } from '../contract/names.ts';

/** The embedded engine trains while it is asked: where it did, there is nothing to wait for. */
const EMBEDDED_WAIT_SECONDS = 1;
/** A look that took this long was spent on training. Looks that end sooner are held up by somebody else's training. */
const TRAINING_LOOK_SECONDS = 1;
/** Share of a job's age that one poll of the embedded engine may go on looking. */
const STAY_SHARE = 0.02;
/** Two minutes: well under the time that the function has. */
const LONGEST_STAY_SECONDS = 120;
/** Wait in a job's first minute: compatible hosts with small files end within it. */
const FIRST_MINUTE_WAIT_SECONDS = 5;
const SHORTEST_WAIT_SECONDS = 60;
/** Share of the job's age that may pass before its end is noticed. */
const AGE_SHARE = 0.1;
/** Six hours: a clock that is wrong somewhere must not put a run to sleep for days. */
const LONGEST_WAIT_SECONDS = 21_600;

/** Events that an execution's history may hold; the one after the last ends the execution. */
export const HISTORY_EVENTS = 25_000;
/** A poll is a wait (2 events), a task (5) and a choice (2). */
export const EVENTS_A_POLL = 9;
/**
 * Kept for everything else: the other tasks, their retries (3 events each), waiting for a late table (9 a time), and
 * scoring, which comes back after nine minutes at the earliest. Embedded models are scored within minutes; a job at another
 * provider is polled so seldom that there is room for scoring until the run's two weeks are over.
 */
const EVENTS_IN_RESERVE = 1_000;
/** Polls that the history has room for: 24,000 / 9. */
export const MOST_POLLS = Math.floor((HISTORY_EVENTS - EVENTS_IN_RESERVE) / EVENTS_A_POLL);

/** What the time until the next look depends on. All times in seconds. */
export interface LookedAtJob {
  readonly provider: ProviderName;
  readonly ageSeconds: number;
  /** How long the last look took. */
  readonly lookSeconds: number;
  /** Polls so far, this one included. */
  readonly polls: number;
  /** Until the end that the provider expects; null where it names none, or is silent. */
  readonly remainingSeconds?: number | null;
  /** The provider did not answer this time. @default false */
  readonly silent?: boolean;
  /** The provider asked for this long a pause. @default none */
  readonly retryAfterSeconds?: number | undefined;
}

/**
 * How long to wait before the next look at a job, in whole seconds.
 *
 * The end is noticed within the larger of 60 s and 10% of the job's age, since the wait is never longer than that, unless
 * the provider asks for a longer pause. Polls for a job of 24 hours (86,400 s): 12 in the first minute (5 s each); then
 * 60 s each up to the age of 600 s, which is 9; from there the age grows by a tenth with every poll, so
 * ln(86,400 / 600) / ln 1.1 = 52.1, which is 53. In all 74. Where the provider says when the job is expected to end, a
 * wait goes no further than that, but is never cut below 60 s: one poll more where the provider is right, and the end is
 * seen within a minute of it.
 *
 * The embedded engine is polled again at once after a look that trained, and one poll is many looks; see
 * {@link staySeconds}. So that the history suffices for as long as a run may last, the wait grows with the share of its
 * budget that is spent: age x 10% x (polls / 2,666) cubed. The cube keeps it under a hundredth of the age until nearly half
 * of the polls are gone; with the last one it is 10%, and ten times the age costs 24 more.
 */
export function nextWaitSeconds(job: LookedAtJob): number {
  const wait = Math.max(usualWait(job), Math.floor(job.ageSeconds * AGE_SHARE * spentShare(job.polls) ** 3));
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(wait, Math.ceil(job.retryAfterSeconds ?? 0)));
}

/**
 * How long one poll goes on looking at a job that is trained by being looked at, in seconds: 2% of the job's age, so that
 * the history lasts, and two minutes at most. Polls of a job that trains for an hour, with looks of 1.5 s: 50 until the
 * age of 75 s, where 2% are one look; then the age grows by 2% with every poll, ln(3,600 / 75) / ln 1.02 = 196. Its end is
 * noticed at once all the same, and each look brings the record up to date.
 */
export function staySeconds({ provider, ageSeconds }: Pick<LookedAtJob, 'provider' | 'ageSeconds'>): number {
  return provider === 'embedded' ? Math.min(LONGEST_STAY_SECONDS, ageSeconds * STAY_SHARE) : 0;
}

/** Whether a look was spent on training, so that another one right after it brings the job on. */
export const hasTrained = ({ provider, lookSeconds }: Pick<LookedAtJob, 'provider' | 'lookSeconds'>): boolean =>
  provider === 'embedded' && lookSeconds >= TRAINING_LOOK_SECONDS;

const spentShare = (polls: number) => Math.min(1, polls / MOST_POLLS);

function usualWait(job: LookedAtJob): number {
  const { provider, ageSeconds, remainingSeconds, silent } = job;
  if (provider === 'embedded' && !silent) return hasTrained(job) ? 0 : EMBEDDED_WAIT_SECONDS;
  if (ageSeconds < SHORTEST_WAIT_SECONDS) return FIRST_MINUTE_WAIT_SECONDS;
  const byAge = Math.floor(ageSeconds * AGE_SHARE);
  // An end that is overdue says nothing more.
  const byEnd = remainingSeconds && remainingSeconds > 0 ? Math.ceil(remainingSeconds) : byAge;
  return Math.max(SHORTEST_WAIT_SECONDS, Math.min(byAge, byEnd));
}

/** How long to wait before the first look at a job: the embedded engine begins when it is looked at. */
export const firstWaitSeconds = (provider: ProviderName) => (provider === 'embedded' ? 0 : FIRST_MINUTE_WAIT_SECONDS);

/**
 * How long a provider is left alone that asks for a pause before it starts a job: as long as it asks, and at least a tenth of
 * the time for which it has been silent, so that one that always asks for a second is not asked ten thousand times.
 */
export const startWaitSeconds = (silentSeconds: number, retryAfterSeconds: number) =>
  Math.min(LONGEST_WAIT_SECONDS, Math.max(Math.ceil(retryAfterSeconds), Math.floor(silentSeconds * AGE_SHARE)));

/** Waits for a table that is late double from a minute on, up to this long. */
const LONGEST_WAIT_FOR_RESULTS_SECONDS = 3_600;

/**
 * How long to wait before a table that is late is asked for again: as long as it has been waited for, but between a minute
 * and an hour. That is 1, 1, 2, 4, ... 32 and then 60 minutes: 31 times in a day.
 */
export const resultsWaitSeconds = (waitedSeconds: number) =>
  Math.min(LONGEST_WAIT_FOR_RESULTS_SECONDS, Math.max(SHORTEST_WAIT_SECONDS, Math.floor(waitedSeconds)));
