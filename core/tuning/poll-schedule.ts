import type { ProviderName } from '../contract/settings.ts';

/** The embedded engine trains while it is asked: where it did, there is nothing to wait for. */
const EMBEDDED_WAIT_SECONDS = 1;
/** A look that took this long was spent on training. Looks that end sooner are held up by somebody else's training. */
const TRAINING_LOOK_SECONDS = 1;
/** Wait in a job's first minute: compatible hosts with small files end within it. */
const FIRST_MINUTE_WAIT_SECONDS = 5;
const SHORTEST_WAIT_SECONDS = 60;
/** Share of the job's age that may pass before its end is noticed. */
const AGE_SHARE = 0.1;
/** Six hours: a clock that is wrong somewhere must not put a run to sleep for days. */
const LONGEST_WAIT_SECONDS = 21_600;

/** Events that an execution's history may hold; the one after the last ends the execution. */
export const HISTORY_EVENTS = 25_000;
/** A look is a wait (2 events), a task (5) and a choice (2). */
export const EVENTS_A_LOOK = 9;
/** Kept for everything else: the other tasks, their retries (3 events each), and waiting for a late table (9 a time). */
const EVENTS_IN_RESERVE = 1_000;
/** Looks that the history has room for: 24,000 / 9. */
export const MOST_LOOKS = Math.floor((HISTORY_EVENTS - EVENTS_IN_RESERVE) / EVENTS_A_LOOK);

/** What the time until the next look depends on. All times in seconds. */
export interface LookedAtJob {
  readonly provider: ProviderName;
  readonly ageSeconds: number;
  /** How long the last look took. */
  readonly lookSeconds: number;
  /** Looks so far, this one included. */
  readonly looks: number;
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
 * The embedded engine is looked at again at once after a look that trained. So that the history suffices all the same,
 * the wait grows with the share of its budget that is spent: age x 10% x (looks / 2,666) cubed. The cube keeps it under
 * a hundredth of the age until nearly half of the looks are gone; at the last one it is the 10% that bounds it anyway, so
 * that looks get as rare as those at any other provider: from then on, ten times the age cost 24 more.
 */
export function nextWaitSeconds(job: LookedAtJob): number {
  const wait = Math.max(usualWait(job), Math.floor(job.ageSeconds * AGE_SHARE * spentShare(job.looks) ** 3));
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(wait, Math.ceil(job.retryAfterSeconds ?? 0)));
}

const spentShare = (looks: number) => Math.min(1, looks / MOST_LOOKS);

function usualWait({ provider, ageSeconds, lookSeconds, remainingSeconds, silent }: LookedAtJob): number {
  if (provider === 'embedded' && !silent) return lookSeconds < TRAINING_LOOK_SECONDS ? EMBEDDED_WAIT_SECONDS : 0;
  if (ageSeconds < SHORTEST_WAIT_SECONDS) return FIRST_MINUTE_WAIT_SECONDS;
  const byAge = Math.floor(ageSeconds * AGE_SHARE);
  // An end that is overdue says nothing more.
  const byEnd = remainingSeconds && remainingSeconds > 0 ? Math.ceil(remainingSeconds) : byAge;
  return Math.max(SHORTEST_WAIT_SECONDS, Math.min(byAge, byEnd));
}

/** How long to wait before the first look at a job: the embedded engine begins when it is looked at. */
export const firstWaitSeconds = (provider: ProviderName) => (provider === 'embedded' ? 0 : FIRST_MINUTE_WAIT_SECONDS);

/** Waits for a table that is late double from a minute on, up to this long. */
const LONGEST_WAIT_FOR_RESULTS_SECONDS = 3_600;

/**
 * How long to wait before a table that is late is asked for again: as long as it has been waited for, but between a minute
 * and an hour. That is 1, 1, 2, 4, ... 32 and then 60 minutes: 31 times in a day.
 */
export const resultsWaitSeconds = (waitedSeconds: number) =>
  Math.min(LONGEST_WAIT_FOR_RESULTS_SECONDS, Math.max(SHORTEST_WAIT_SECONDS, Math.floor(waitedSeconds)));
