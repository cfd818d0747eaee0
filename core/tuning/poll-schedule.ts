import type { ProviderName } from '../contract/settings.ts';

/** The embedded engine trains while it is asked, so that waiting only costs time. */
const EMBEDDED_WAIT_SECONDS = 1;
/** Wait in a job's first minute: compatible hosts with small files end within it. */
const FIRST_MINUTE_WAIT_SECONDS = 5;
const SHORTEST_WAIT_SECONDS = 60;
/** Share of the job's age that may pass before its end is noticed. */
const AGE_SHARE = 0.1;
/** Six hours: a clock that is wrong somewhere must not put a run to sleep for days. */
const LONGEST_WAIT_SECONDS = 21_600;

/**
 * How long to wait before the next look at a job, in whole seconds.
 *
 * The end is noticed within the larger of 60 s and 10% of the job's age, since the wait is never longer than that.
 * Polls for a job of 24 hours (86,400 s): 12 in the first minute (5 s each); then 60 s each up to the age of 600 s, which
 * is 9; from there the age grows by a tenth with every poll, so ln(86,400 / 600) / ln 1.1 = 52.1, which is 53. In all 74.
 */
export function nextWaitSeconds(job: { provider: ProviderName; ageSeconds: number }): number {
  if (job.provider === 'embedded') return EMBEDDED_WAIT_SECONDS;
  if (job.ageSeconds < SHORTEST_WAIT_SECONDS) return FIRST_MINUTE_WAIT_SECONDS;
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(SHORTEST_WAIT_SECONDS, Math.floor(job.ageSeconds * AGE_SHARE)));
}
