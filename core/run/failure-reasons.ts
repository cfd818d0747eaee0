import type { RunReason } from '../contract/run.ts';
import { ERROR_NAMES } from '../errors.ts';
import { remedyForFailedJob } from '../tuning/job-end.ts';

/** Longest message kept in a record: enough for a sentence or two, too short for a stack or a page of somebody's data. */
const LONGEST_MESSAGE = 500;

const REMEDIES: Readonly<Record<string, string>> = {
  Cancelled: 'Start the run again when it is wanted.',
  JobCancelled: 'Start the run again when it is wanted.',
  JobStalled: `Look at the provider's own page, then start the run again. Jobs that may rest for longer need a higher "mostIdleHours" in the settings.`,
  ProviderUnavailable:
    "Look at the provider's status page; start the run again when it answers. A job that has succeeded is not paid for again.",
  ProviderRefused: "Check the provider's key, quota and base model, then start the run again.",
  KeyRefused: "Store a key that the provider takes in the stack's secret, then start the run again.",
  StoreUnavailable: 'The bucket did not answer for more than an hour. Start the run again.',
  BrokenArtefact: 'Restore the object from an earlier version in the bucket, then start the run again.',
  'Sandbox.Timedout':
    'The step needed more time than it has: use fewer examples, or raise the time-out of its function.',
  'Runtime.ExitError': "The step's process ended, most often for want of memory: raise the memory of its function.",
  'Runtime.OutOfMemory':
    'The step needed more memory than it has: use fewer examples, or raise the memory of its function.',
  'States.Timeout': 'A step was given up without an answer from its function. Start the run again.',
  RunTimedOut:
    'The run took longer than the two weeks it may. Start it again with fewer examples, or another provider.',
  'States.DataLimitExceeded': 'A step answered with too much. This is a fault of the product: please report it.',
  'States.Runtime':
    'The definition of the state machine has a fault. This is a fault of the product: please report it.',
};

/**
 * Whose messages may be shown: the product's own, and those of Step Functions and Lambda. Any other library's may quote
 * what it was working on, and that may be a user's text. Lambda passes one on when nobody has caught it.
 */
const isOurs = (code: string) =>
  code in ERROR_NAMES ||
  (/^(States|Sandbox|Runtime|Lambda)\./.test(code) && code !== 'Runtime.UnhandledPromiseRejection');

/** Endings that come without a message. */
const MESSAGES: Readonly<Record<string, string>> = {
  Cancelled: 'The execution was stopped.',
  RunTimedOut: 'The execution has come to its time limit.',
  'States.Timeout': 'A step did not answer in time.',
};

/** Why a run failed or was cancelled, in words a person can act on. */
export function describeFailure(failure: { error: string; message: string; aborted: boolean }): RunReason {
  const code = failure.aborted ? 'Cancelled' : failure.error || 'Unknown';
  const told = failure.aborted || isOurs(code) ? failure.message.slice(0, LONGEST_MESSAGE) : '';
  return { code, message: told || MESSAGES[code] || `A step ended with ${code}.`, remedy: remedyFor(code, told) };
}

function remedyFor(code: string, message: string): string {
  if (code === ERROR_NAMES.JobFailed) return remedyForFailedJob(message);
  return REMEDIES[code] ?? 'Look into the log of the function that failed, then start the run again.';
}
