import type { StateMachine } from 'aws-local-stepfunctions';
import { writeHistory } from './execution-history.ts';
import type { ExecutionEnd, ExecutionRecord } from './execution-record.ts';
import { DataLimitExceeded, fitsState, MOST_CAUSE_LENGTH, MOST_HISTORY_EVENTS } from './limits.ts';
import { type InvokeFunction, taskHandler } from './task-handler.ts';
import type { TaskResource } from './task-resources.ts';

/** A state machine that can be run: checked, and with its tasks known. */
export interface RunnableMachine {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly interpreter: StateMachine;
  readonly tasks: ReadonlyMap<string, TaskResource>;
}

export interface RunningExecution {
  /** Resolves when the execution has ended and its history is complete; undefined when it was abandoned. */
  readonly ended: Promise<ExecutionEnd | undefined>;
  /** Ends it as ABORTED, as `StopExecution` does. */
  stop(error?: string, cause?: string): void;
  /** Ends it here and leaves it running on paper: the next start of the local cloud takes it up again. */
  abandon(): void;
}

type Input = Parameters<StateMachine['run']>[0];
type Handlers = NonNullable<
  NonNullable<NonNullable<Parameters<StateMachine['run']>[1]>['overrides']>['taskResourceLocalHandlers']
>;

/**
 * Runs one execution from its first state.
 * @param record its `history` is appended to while it runs; nothing else of it is changed
 * @param onProgress called after something was appended
 */
export function runExecution(
  machine: RunnableMachine,
  record: ExecutionRecord,
  region: string,
  invoke: InvokeFunction,
  onProgress: () => void,
): RunningExecution {
  const over = new AbortController();
  const history = writeHistory(record.history, region);
  let forced: ExecutionEnd | 'abandoned' | undefined;

  const handlers: Handlers = {};
  for (const [state, task] of machine.tasks) {
    const handle = taskHandler({ state, task, invoke, history, ended: over.signal });
    handlers[state] = async (input) => JSON.parse(JSON.stringify((await handle(input)) ?? null));
  }

  const input: Input = JSON.parse(record.input);
  const run = machine.interpreter.run(input, {
    overrides: { taskResourceLocalHandlers: handlers },
    context: {
      Execution: { Id: record.executionArn, Name: record.name, RoleArn: machine.roleArn, RedriveCount: 0 },
      StateMachine: { Id: machine.arn, Name: machine.name },
    },
  });

  function force(end: ExecutionEnd | 'abandoned'): void {
    forced ??= end;
    over.abort();
    run.abort();
  }

  async function follow(): Promise<void> {
    for await (const event of run.eventLogs) {
      history.follow(event);
      if (event.type === 'StateExited' && !fitsState(event.state.output)) {
        const { name, message } = new DataLimitExceeded(event.state.name);
        force({ status: 'FAILED', error: name, cause: message });
      }
      if (record.history.length >= MOST_HISTORY_EVENTS) {
        const cause = `The execution reached the maximum number of history events (${MOST_HISTORY_EVENTS}).`;
        force({ status: 'FAILED', error: 'States.Runtime', cause });
      }
      onProgress();
    }
  }

  async function finish(): Promise<ExecutionEnd | undefined> {
    const following = follow();
    const natural = await run.result.then(
      (output): ExecutionEnd => ({ status: 'SUCCEEDED', output: JSON.stringify(output ?? null) }),
      endOf,
    );
    over.abort();
    await following;
    if (forced === 'abandoned') return undefined;
    const end = forced ?? natural;
    history.end(end);
    return end;
  }

  return {
    ended: finish(),
    stop: (error, cause) =>
      force({ status: 'ABORTED', ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }),
    abandon: () => force('abandoned'),
  };
}

/** What the interpreter calls a Fail state that gives no error; Step Functions then gives none either. */
const NAMELESS = 'FailStateError';

function endOf(thrown: unknown): ExecutionEnd {
  const name: unknown = Object(thrown).name;
  if (name === 'ExecutionTimeoutError') return { status: 'TIMED_OUT' };
  if (name === 'ExecutionAbortedError') return { status: 'ABORTED' };
  const { name: error, message }: { name?: unknown; message?: unknown } = Object(Object(thrown).cause ?? thrown);
  return {
    status: 'FAILED',
    ...(error !== NAMELESS && { error: String(error) }),
    ...(message !== undefined && { cause: String(message).slice(0, MOST_CAUSE_LENGTH) }),
  };
}
