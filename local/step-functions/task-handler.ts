import { setImmediate as nextTurn } from 'node:timers/promises';
import type { InvocationResult } from '../lambda/invocation-result.ts';
import type { TaskHistory } from './execution-history.ts';
import { DataLimitExceeded, fitsState, MOST_CAUSE_LENGTH } from './limits.ts';
import type { TaskResource } from './task-resources.ts';

/** Invokes a function by its ARN; the signal ends the invocation and its worker. */
export type InvokeFunction = (functionArn: string, event: unknown, signal: AbortSignal) => Promise<InvocationResult>;

/** What a function's failure is to Retry and Catch: the name is matched, the message becomes the Cause. */
class TaskFailed extends Error {
  override readonly name: string;
  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
  }
}

export interface TaskHandlerOptions {
  readonly state: string;
  readonly task: TaskResource;
  readonly invoke: InvokeFunction;
  readonly history: TaskHistory;
  /** Aborted when the execution has ended, however: then nothing may be invoked any more. */
  readonly ended: AbortSignal;
}

/** Lets the interpreter clear its timers, which would keep the process alive; the execution's end is decided already. */
class ExecutionOver extends Error {
  readonly isRetryable = false;
  readonly isCatchable = false;
}

/** A promise that nobody settles: the interpreter's own timer is about to end the task as timed out. */
const never = () => new Promise<never>(() => {});

/**
 * Runs one task of an execution as Step Functions' Lambda integration does: the Cause of a failure is the JSON text of
 * `{errorType, errorMessage, trace}`, and a task that times out or whose execution ends takes its worker with it.
 */
export function taskHandler({ state, task, invoke, history, ended }: TaskHandlerOptions) {
  return async (input: unknown): Promise<unknown> => {
    const timedOut = new AbortController();
    // The interpreter sets its own timer for the same duration right after this one, and so sees the time-out after us.
    const timer = setTimeout(() => {
      history.taskTimedOut(task);
      timedOut.abort();
    }, task.timeoutSeconds * 1000);
    try {
      // The interpreter's log reaches its reader a turn later; without this a task would start before its state.
      await nextTurn();
      // A stopped execution may be waking from the pause before a retry.
      if (ended.aborted) throw new ExecutionOver();
      if (!fitsState(input)) throw new DataLimitExceeded(state);
      history.taskStarted(task, input);
      const result = await invoke(task.functionArn, eventOf(task, input), AbortSignal.any([ended, timedOut.signal]));
      if (timedOut.signal.aborted) return await never();
      if (ended.aborted) throw new ExecutionOver();
      return settle(task, result, history);
    } finally {
      clearTimeout(timer);
    }
  };
}

function eventOf(task: TaskResource, input: unknown): unknown {
  if (task.integration === 'function') return input;
  // Without a Payload the integration sends an empty object.
  return Object(input).Payload ?? {};
}

function settle(task: TaskResource, result: InvocationResult, history: TaskHistory): unknown {
  if ('error' in result) {
    const cause = JSON.stringify(result.error).slice(0, MOST_CAUSE_LENGTH);
    history.taskFailed(task, result.error.errorType, cause);
    throw new TaskFailed(result.error.errorType, cause);
  }
  const output =
    task.integration === 'function'
      ? result.payload
      : { ExecutedVersion: '$LATEST', Payload: result.payload, StatusCode: 200 };
  if (!fitsState(output)) {
    const error = new DataLimitExceeded(task.functionArn);
    history.taskFailed(task, error.name, error.message);
    throw error;
  }
  history.taskSucceeded(task, output);
  return output;
}
