import { z } from 'zod';
import { failureInput } from '../contract/workflow.ts';
import type { Failure } from './record-failure.ts';

/** EventBridge's *Step Functions Execution Status Change*: the execution's name is the run's id. */
const statusChange = z.object({
  'detail-type': z.literal('Step Functions Execution Status Change'),
  detail: z.object({
    name: z.string(),
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});

/** Either way of being told that a run has failed. */
export const failureEvent = z.union([failureInput, statusChange]);

export function toFailure(event: z.output<typeof failureEvent>): Failure {
  if ('failure' in event) {
    return { run: event.run, error: event.failure.Error, cause: event.failure.Cause, aborted: false };
  }
  const { name, status, error, cause } = event.detail;
  return { run: name, error: errorOfEnd(status, error), cause: cause ?? '', aborted: status === 'ABORTED' };
}

/**
 * The name of the error that an execution ended with, by its status and by what Step Functions calls the error.
 * `States.Timeout` is what a single task's time-out is called: an execution's is another matter, with another remedy.
 */
export const errorOfEnd = (status: string | undefined, error: string | null | undefined): string =>
  status === 'TIMED_OUT' ? 'RunTimedOut' : error || (status === 'ABORTED' ? 'Cancelled' : 'Unknown');
