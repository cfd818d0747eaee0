import type { StateMachine } from 'aws-local-stepfunctions';
import type { ExecutionEnd, HistoryEvent } from './execution-record.ts';
import type { TaskResource } from './task-resources.ts';

/** One entry of the interpreter's log. */
export type InterpreterEvent =
  ReturnType<StateMachine['run']>['eventLogs'] extends AsyncGenerator<infer Event> ? Event : never;

/** Writes an execution's history in the form of `GetExecutionHistory`. */
export interface ExecutionHistory {
  /** Appends an event; `details` go under the key that AWS derives from the type. */
  append(type: string, details?: Readonly<Record<string, unknown>>, key?: string): void;
  /** Appends what the interpreter tells. Events of tasks are told by their handlers, ends by whoever sees the end. */
  follow(event: InterpreterEvent): void;
  end(end: ExecutionEnd): void;
}

const included = { included: true, truncated: false };
const hasBranches = (type: string) => type === 'Map' || type === 'Parallel';
const json = (value: unknown) => JSON.stringify(value ?? null);

/** @param events the list to append to; it is the execution record's own */
export function writeHistory(events: HistoryEvent[], region: string): ExecutionHistory & TaskHistory {
  const caught = new Set<string>();

  function append(type: string, details?: Readonly<Record<string, unknown>>, key = `${type}EventDetails`): void {
    const id = events.length + 1;
    const named = details && { [`${key.charAt(0).toLowerCase()}${key.slice(1)}`]: details };
    // Branches that run side by side are told in the order of time: the event before is the nearest to a cause there is.
    events.push({ id, previousEventId: id - 1, type, timestamp: Date.now(), ...named });
  }

  function follow(event: InterpreterEvent): void {
    switch (event.type) {
      case 'ExecutionStarted':
        append(event.type, { input: json(event.input), inputDetails: included });
        break;
      case 'StateEntered': {
        const { name, type, input } = event.state;
        append(`${type}StateEntered`, { name, input: json(input), inputDetails: included }, 'stateEnteredEventDetails');
        if (hasBranches(type)) append(`${type}StateStarted`);
        break;
      }
      case 'StateCaught':
        caught.add(event.state.name);
        if (hasBranches(event.state.type)) append(`${event.state.type}StateFailed`);
        break;
      case 'StateExited': {
        const { name, type, output } = event.state;
        if (!caught.delete(name) && hasBranches(type)) append(`${type}StateSucceeded`);
        append(
          `${type}StateExited`,
          { name, output: json(output), outputDetails: included },
          'stateExitedEventDetails',
        );
        break;
      }
      case 'MapIterationStarted':
      case 'MapIterationSucceeded':
      case 'MapIterationFailed':
        append(event.type, { name: event.parentState.name, index: event.index });
        break;
    }
  }

  return { append, follow, end: (end) => appendEnd(append, end), ...taskEvents(append, region) };
}

function appendEnd(append: ExecutionHistory['append'], { status, output, error, cause }: ExecutionEnd): void {
  const failure = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
  if (status === 'SUCCEEDED') append('ExecutionSucceeded', { output, outputDetails: included });
  else if (status === 'FAILED') append('ExecutionFailed', failure);
  else if (status === 'ABORTED') append('ExecutionAborted', failure);
  else append('ExecutionTimedOut', failure);
}

/** A task's own events, in the words of its integration. */
export interface TaskHistory {
  taskStarted(task: TaskResource, input: unknown): void;
  taskSucceeded(task: TaskResource, output: unknown): void;
  taskFailed(task: TaskResource, error: string, cause: string): void;
  taskTimedOut(task: TaskResource): void;
}

function taskEvents(append: ExecutionHistory['append'], region: string): TaskHistory {
  const resource = { resourceType: 'lambda', resource: 'invoke' };
  const tell = (task: TaskResource, what: string, details: Readonly<Record<string, unknown>>) =>
    task.integration === 'function'
      ? append(`LambdaFunction${what}`, details)
      : append(`Task${what}`, { ...resource, ...details });
  return {
    taskStarted: (task, input) => {
      const timeoutInSeconds = task.timeoutSeconds;
      if (task.integration === 'function') {
        const details = { resource: task.functionArn, input: json(input), inputDetails: included, timeoutInSeconds };
        append('LambdaFunctionScheduled', details);
        append('LambdaFunctionStarted');
      } else {
        append('TaskScheduled', { ...resource, region, parameters: json(input), timeoutInSeconds });
        append('TaskStarted', resource);
      }
    },
    taskSucceeded: (task, output) => tell(task, 'Succeeded', { output: json(output), outputDetails: included }),
    taskFailed: (task, error, cause) => tell(task, 'Failed', { error, cause }),
    taskTimedOut: (task) => tell(task, 'TimedOut', { error: 'States.Timeout' }),
  };
}
