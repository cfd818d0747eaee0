import { join } from 'node:path';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { reportFailure } from '../loopback-server.ts';
import type { StateMachineView } from '../template/state-machines.ts';
import { refuseUnsupported } from './definition-guard.ts';
import { type RunnableMachine, type RunningExecution, runExecution } from './execution.ts';
import { executionFiles } from './execution-files.ts';
import type { ExecutionRecord } from './execution-record.ts';
import { checkInput, checkName } from './execution-rules.ts';
import { ServiceError } from './service-error.ts';
import { type StatusChange, statusChange } from './status-change.ts';
import type { InvokeFunction } from './task-handler.ts';
import { readTasks } from './task-resources.ts';

/** One state machine and its executions, those of earlier starts included. */
export interface StateMachineRunner {
  readonly view: StateMachineView;
  /**
   * Starts an execution, or finds the one that runs under the name with the same input.
   * @throws ServiceError `InvalidName`, `InvalidExecutionInput`, `ExecutionAlreadyExists`
   */
  start(name: string, input: string): Promise<ExecutionRecord>;
  find(name: string): ExecutionRecord | undefined;
  /** Newest first. */
  list(): ExecutionRecord[];
  /** Ends an execution as ABORTED; one that has ended stays as it is. Resolves when it has ended. */
  stop(name: string, error?: string, cause?: string): Promise<void>;
  /** Leaves what runs to the next start. */
  close(): Promise<void>;
}

export interface RunnerOptions {
  readonly view: StateMachineView;
  readonly region: string;
  readonly functionArns: Iterable<string>;
  readonly invoke: InvokeFunction;
  /** Executions are kept in a directory below, named after the state machine. */
  readonly directory: string;
  readonly onStatusChange: (detail: StatusChange) => void;
}

/** A running execution's file is brought up to date this often; it is complete at the start and at the end. */
const SAVE_EVERY_MS = 1000;

/**
 * Makes a state machine ready, and takes up again, from their first states, the executions that a former process left.
 * @throws Error listing all that the definition asks for and that would not run as on AWS
 */
export async function startRunner(options: RunnerOptions): Promise<StateMachineRunner> {
  const { view, onStatusChange } = options;
  const machine = prepare(view, options.functionArns);
  const files = executionFiles(join(options.directory, view.name));
  const records = new Map((await files.load()).map((record) => [record.name, record]));
  const starting = new Set<Promise<unknown>>();
  let closing = false;
  const running = new Map<string, { execution: RunningExecution; over: Promise<void> }>();

  function launch(record: ExecutionRecord): void {
    let saving: NodeJS.Timeout | undefined;
    const save = () => {
      saving = undefined;
      void files.save(record).catch(() => {});
    };
    const onProgress = () => {
      saving ??= setTimeout(save, SAVE_EVERY_MS).unref();
    };
    const execution = runExecution(machine, record, options.region, options.invoke, onProgress);
    const over = execution.ended.then(async (end) => {
      clearTimeout(saving);
      const ended = end && { ...end, stopDate: Date.now() };
      try {
        // The file first: what anybody has seen as ended must never run again after a crash.
        await files.save({ ...record, ...ended });
        Object.assign(record, ended);
        if (end) onStatusChange(statusChange(record));
      } catch (error) {
        // A disk that is full, say: on paper it runs, so that the next start takes it up again.
        reportFailure(`execution ${record.name}`, error);
      } finally {
        running.delete(record.name);
      }
    });
    running.set(record.name, { execution, over });
    onStatusChange(statusChange(record));
  }

  for (const record of records.values()) {
    if (record.status !== 'RUNNING') continue;
    record.history = [];
    launch(record);
  }

  return {
    view,
    async start(name, input) {
      checkName(name);
      checkInput(input);
      if (closing) throw new ServiceError('ServiceUnavailable', 'The local cloud is being stopped');
      const present = records.get(name);
      if (present?.status === 'RUNNING' && present.input === input) return present;
      const executionArn = `${view.arn.replace(':stateMachine:', ':execution:')}:${name}`;
      if (present) throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
      const record: ExecutionRecord = {
        executionArn,
        stateMachineArn: view.arn,
        name,
        status: 'RUNNING',
        input,
        startDate: Date.now(),
        history: [],
      };
      records.set(name, record);
      // Whoever gets an answer may rely on the execution, also when this process dies right after.
      const saving = files.save(record);
      starting.add(saving);
      try {
        await saving;
      } catch (error) {
        records.delete(name);
        throw error;
      } finally {
        starting.delete(saving);
      }
      // One that comes while everything is being ended is left to the next start, like those that run.
      if (!closing) launch(record);
      return record;
    },
    find: (name) => records.get(name),
    list: () => [...records.values()].sort((a, b) => b.startDate - a.startDate || (a.name < b.name ? -1 : 1)),
    async stop(name, error, cause) {
      const found = running.get(name);
      found?.execution.stop(error, cause);
      await found?.over;
    },
    async close() {
      closing = true;
      await Promise.allSettled(starting);
      const left = [...running.values()];
      for (const { execution } of left) execution.abandon();
      await Promise.all(left.map(({ over }) => over));
    },
  };
}

function prepare(view: StateMachineView, functionArns: Iterable<string>): RunnableMachine {
  const refused = refuseUnsupported(view.definition);
  if (refused.length) throw new Error(`${view.logicalId} cannot be run locally:\n${refused.join('\n')}`);
  const { definition, tasks } = readTasks(view.definition, functionArns);
  if (!isDefinition(definition)) throw new Error(`${view.logicalId} has no StartAt and States.`);
  return { name: view.name, arn: view.arn, roleArn: view.roleArn, interpreter: new StateMachine(definition), tasks };
}

/** The interpreter checks the whole definition itself when it is made; this tells the type. */
function isDefinition(value: object): value is StateMachineDefinition {
  return 'StartAt' in value && 'States' in value;
}
