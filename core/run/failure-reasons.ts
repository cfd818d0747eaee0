import type { RunReason } from '../contract/run.ts';
import { ERROR_NAMES } from '../errors.ts';

/** Longest message kept in a record: enough for a sentence or two, too short for a stack or a page of somebody's data. */
const LONGEST_MESSAGE = 500;

const REMEDIES: Readonly<Record<string, string>> = {
  JobFailed: 'Correct what the message names, then start the run again.',
  JobCancelled: 'Start the run again when it is wanted.',
  ProviderUnavailable: "Look at the provider's status page; start the run again when it answers.",
  ProviderRefused: "Check the provider's key, quota and base model, then start the run again.",
  ResultsNotReady:
    'The model is trained. Start the run again; if it happens twice, ask the provider for the result file.',
  StoreUnavailable: 'The bucket did not answer for more than an hour. Start the run again.',
  BrokenArtefact: 'Restore the object from an earlier version in the bucket, then start the run again.',
  'Sandbox.Timedout':
    'The step needed more time than it has: use fewer examples, or raise the time-out of its function.',
  'Runtime.ExitError': "The step's process ended, most often for want of memory: raise the memory of its function.",
  'Runtime.OutOfMemory':
    'The step needed more memory than it has: use fewer examples, or raise the memory of its function.',
  'States.Timeout': 'The run took longer than it may. Start it again with fewer examples, or another provider.',
  'States.DataLimitExceeded': 'A step answered with too much. This is a fault of the product: please report it.',
  'States.Runtime':
    'The definition of the state machine has a fault. This is a fault of the product: please report it.',
};

/**
 * Whose messages may be shown: the product's own, and those of Step Functions and Lambda. Any other library's may quote
 * what it was working on, and that may be a user's text.
 */
const isOurs = (code: string) => code in ERROR_NAMES || /^(States|Sandbox|Runtime|Lambda)\./.test(code);

/** Why a run failed or was cancelled, in words a person can act on. */
export function describeFailure(failure: { error: string; message: string; aborted: boolean }): RunReason {
  if (failure.aborted) {
    return {
      code: 'Cancelled',
      message: failure.message.slice(0, LONGEST_MESSAGE) || 'The execution was stopped.',
      remedy: 'Start the run again when it is wanted.',
    };
  }
  const code = failure.error || 'Unknown';
  return {
    code,
    message: isOurs(code) && failure.message ? failure.message.slice(0, LONGEST_MESSAGE) : `A step ended with ${code}.`,
    remedy: REMEDIES[failure.error] ?? 'Look into the log of the function that failed, then start the run again.',
  };
}
