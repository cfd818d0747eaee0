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

/**
 * How long to wait before the next look at a job, in whole seconds.
 *
 * The end is noticed within the larger of 60 s and 10% of the job's age, since the wait is never longer than that.
 * Polls for a job of 24 hours (86,400 s): 12 in the first minute (5 s each); then 60 s each up to the age of 600 s, which
 * is 9; from there the age grows by a tenth with every poll, so ln(86,400 / 600) / ln 1.1 = 52.1, which is 53. In all 74.
 *
 * The embedded engine is looked at again at once after a look that trained, so that a look is a second of training at
 * least: 25,000 / 9 looks are 46 minutes, many times what its largest sets take.
 * @param job.lookSeconds how long the last look took
 */
export function nextWaitSeconds(job: { provider: ProviderName; ageSeconds: number; lookSeconds: number }): number {
  if (job.provider === 'embedded') return job.lookSeconds < TRAINING_LOOK_SECONDS ? EMBEDDED_WAIT_SECONDS : 0;
  if (job.ageSeconds < SHORTEST_WAIT_SECONDS) return FIRST_MINUTE_WAIT_SECONDS;
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(SHORTEST_WAIT_SECONDS, Math.floor(job.ageSeconds * AGE_SHARE)));
}

/** How long to wait before the first look at a job: the embedded engine begins when it is looked at. */
export const firstWaitSeconds = (provider: ProviderName) => (provider === 'embedded' ? 0 : FIRST_MINUTE_WAIT_SECONDS);
