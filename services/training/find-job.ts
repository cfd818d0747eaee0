import { LabelsmithError } from '../../core/errors.ts';
import type { JobMarks } from '../../core/tuning/provider.ts';
import { isOlder, untilOlder } from './newest-first.ts';
import { tokenOf } from './normalise.ts';
import type { JobAnswer } from './wire-answers.ts';

/** More jobs than anybody starts in the life of a run. A host that lists more of them cannot be searched. */
const MOST_JOBS = 10_000;

/**
 * The one job among all that has the token, or the training file, which no other run's job has. The list is not
 * filtered by the host: some ignore a filter, and some do not keep what it asks for.
 * @throws LabelsmithError `JobUncertain` when a job might be meant and cannot be told from others, or the list never ends
 */
export async function findJob(jobs: AsyncIterable<JobAnswer>, marks: JobMarks): Promise<JobAnswer | undefined> {
  let looked = 0;
  let unmarked = false;
  for await (const job of untilOlder(jobs, marks.since)) {
    const token = tokenOf(job);
    if (token === marks.token || (marks.trainingFile && job.training_file === marks.trainingFile)) return job;
    unmarked ||= !token && !job.training_file && !isOlder(job, marks.since);
    looked += 1;
    if (looked === MOST_JOBS) throw uncertain(`lists more than ${MOST_JOBS} jobs`);
  }
  if (unmarked) throw uncertain('does not say which files its jobs were made from');
  return undefined;
}

/** Nobody can say whether there is a job that is paid for. */
export const uncertain = (why: string, cause?: unknown) =>
  new LabelsmithError(
    'JobUncertain',
    `a job may exist, but the provider ${why}`,
    "Look at the provider's own page. If there is a job, cancel it there; then start the run again.",
    { cause },
  );
