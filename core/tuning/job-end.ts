import type { Job, JobEvent } from '../contract/job.ts';
import { LabelsmithError } from '../errors.ts';

const PAY = "Raise the quota or pay the provider's bill, then start the run again.";
const CORRECT_ROWS = 'Correct the rows that the message names, and upload the file again.';

/** What a person can do about a failed job, by what is said of it: a provider's code, or its subject. The first that fits. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/\binvalid_n_examples\b/, 'Upload a file with more examples.'],
  [/\binvalid_(training|validation)_file\b|\binvalid_file_format\b/, CORRECT_ROWS],
  [/\b\w*quota\w*\b|\bbilling\w*\b/, PAY],
  [/\bserver_error\b/, "The fault is the provider's: start the run again."],
  [
    /moderation|polic(?:y|ies)|safety|flagged|harmful/i,
    "Remove the examples that break the provider's rules, or train with the embedded engine, which has none.",
  ],
];
const USUAL_REMEDY = "Correct what the message names; the provider's own page has its whole text. Then start again.";

/**
 * What a job ended with, when that is not a model; undefined for one that goes on, or has succeeded. A job that names no
 * reason itself may have told it in its events: the newest error, else the newest warning, counts then.
 */
export function endWithoutModel(job: Job, events: readonly JobEvent[]): LabelsmithError | undefined {
  if (job.status === 'cancelled') {
    return new LabelsmithError('JobCancelled', `job ${job.id} was cancelled at the provider`, 'Start the run again.');
  }
  if (job.status !== 'failed') return undefined;
  const told = job.error ? `${job.error.code}: ${job.error.message}` : reasonIn(events);
  const message = `job ${job.id} failed${told ? `: ${told}` : ', and the provider gives no reason'}`;
  return new LabelsmithError('JobFailed', message, remedyForFailedJob(message));
}

/** The remedy that belongs to the message: only messages travel with an error from a function to the state machine. */
export const remedyForFailedJob = (message: string): string =>
  REMEDIES.find(([subject]) => subject.test(message))?.[1] ?? USUAL_REMEDY;

const reasonIn = (events: readonly JobEvent[]) =>
  (events.findLast(({ level }) => level === 'error') ?? events.findLast(({ level }) => level === 'warn'))?.message;
