import { z } from 'zod';
import { LONGEST_TIMER_SECONDS } from './definition-guard.ts';

/** A task that invokes a function: through the optimised integration, or by the function's ARN as the resource. */
export interface TaskResource {
  readonly integration: 'lambda:invoke' | 'function';
  readonly functionArn: string;
  readonly timeoutSeconds: number;
}

const INVOKE = 'arn:aws:states:::lambda:invoke';
const FUNCTION = /^arn:aws:lambda:[^:]+:\d{12}:function:/;

const record = z.record(z.string(), z.unknown());
type Json = z.infer<typeof record>;

/**
 * The definition as the interpreter shall run it, and its tasks by their state's name, nested ones included: names are
 * unique within a whole definition. A task without a time-out gets the longest there is, since the interpreter's
 * default is a minute and that of Step Functions three years.
 * @param functionArns the functions that exist
 * @throws Error naming the first task that is anything but the invocation of an existing function
 */
export function readTasks(
  definition: unknown,
  functionArns: Iterable<string>,
): { definition: Json; tasks: Map<string, TaskResource> } {
  const known = [...functionArns];
  const tasks = new Map<string, TaskResource>();

  const machine = (value: unknown): Json => {
    const found = record.parse(value);
    const states = Object.entries(record.parse(found['States'])).map(([name, state]) => [name, visit(name, state)]);
    return { ...found, States: Object.fromEntries(states) };
  };
  const visit = (name: string, value: unknown): Json => {
    const state = record.parse(value);
    if (state['Type'] === 'Task') {
      const timeoutSeconds =
        typeof state['TimeoutSeconds'] === 'number' ? state['TimeoutSeconds'] : LONGEST_TIMER_SECONDS;
      if (tasks.has(name)) throw new Error(`Two states are named "${name}"; names are unique within a state machine.`);
      tasks.set(name, { ...readResource(name, state, known), timeoutSeconds });
      return { ...state, TimeoutSeconds: timeoutSeconds };
    }
    const nested = Object.fromEntries(
      ['ItemProcessor', 'Iterator'].flatMap((field) => (field in state ? [[field, machine(state[field])]] : [])),
    );
    const branches = Array.isArray(state['Branches']) ? { Branches: state['Branches'].map(machine) } : {};
    return { ...state, ...nested, ...branches };
  };

  return { definition: machine(definition), tasks };
}

function readResource(name: string, state: Json, known: string[]): Omit<TaskResource, 'timeoutSeconds'> {
  const resource = String(state['Resource']);
  const find = (wanted: unknown) => {
    const found = known.find((arn) => arn === wanted || arn.endsWith(`:function:${String(wanted)}`));
    if (found) return found;
    throw new Error(`State "${name}" invokes ${String(wanted)}, which is not a function of this stack.`);
  };
  if (FUNCTION.test(resource)) return { integration: 'function', functionArn: find(resource) };
  if (resource !== INVOKE) {
    throw new Error(`State "${name}" uses ${resource}; locally, a task can only invoke a function (${INVOKE}).`);
  }
  const parameters = record.parse(state['Parameters'] ?? {});
  if ((parameters['InvocationType'] ?? 'RequestResponse') !== 'RequestResponse') {
    throw new Error(`State "${name}" does not wait for its function; locally, InvocationType is RequestResponse.`);
  }
  return { integration: 'lambda:invoke', functionArn: find(parameters['FunctionName']) };
}
