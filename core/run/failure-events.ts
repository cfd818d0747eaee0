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

const ERRORS = { FAILED: 'Unknown', TIMED_OUT: 'RunTimedOut', ABORTED: 'Cancelled' } as const;

export function toFailure(event: z.output<typeof failureEvent>): Failure {
  if ('failure' in event) {
    return { run: event.run, error: event.failure.Error, cause: event.failure.Cause, aborted: false };
  }
  const { name, status, error, cause } = event.detail;
  // `States.Timeout` is what a single task's time-out is called: an execution's is another matter, with another remedy.
  const told = status === 'TIMED_OUT' ? null : error;
  return { run: name, error: told || ERRORS[status], cause: cause ?? '', aborted: status === 'ABORTED' };
}
