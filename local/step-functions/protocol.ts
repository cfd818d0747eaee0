import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type ExecutionRecord, executionStatus } from './execution-record.ts';
import { ServiceError } from './service-error.ts';
import type { StateMachineRunner } from './state-machine-runner.ts';

/** What goes over the wire: HTTP 200 and the result, or HTTP 400 and `{__type, message}`. */
export interface JsonAnswer {
  readonly status: number;
  readonly json: unknown;
}

/** Step Functions' API for the given state machines: handles one operation (`StartExecution`, ...) of the JSON protocol. */
export type StepFunctionsHandler = (operation: string, body: unknown) => Promise<JsonAnswer>;

const PAGE = 100;
const LARGEST_PAGE = 1000;
const page = { maxResults: z.int().min(0).max(LARGEST_PAGE).default(PAGE), nextToken: z.string().optional() };
const ofExecution = z.object({ executionArn: z.string() });

/** The wire's times are seconds since 1970. */
const seconds = (milliseconds: number) => milliseconds / 1000;

export function stepFunctionsHandler(runners: readonly StateMachineRunner[]): StepFunctionsHandler {
  const machine = (arn: string): StateMachineRunner => {
    const found = runners.find(({ view }) => view.arn === arn);
    if (found) return found;
    throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  };
  const execution = (arn: string): { runner: StateMachineRunner; record: ExecutionRecord } => {
    const [machineArn = '', name = ''] = split(arn);
    const runner = runners.find(({ view }) => view.arn === machineArn);
    const record = runner?.find(name);
    if (runner && record) return { runner, record };
    throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  };

  const operations: Readonly<Record<string, (body: unknown) => unknown>> = {
    async StartExecution(body) {
      const schema = z.object({
        stateMachineArn: z.string(),
        name: z.string().optional(),
        input: z.string().default('{}'),
      });
      const { stateMachineArn, name, input } = read(schema, body);
      const { executionArn, startDate } = await machine(stateMachineArn).start(name ?? randomUUID(), input);
      return { executionArn, startDate: seconds(startDate) };
    },
    DescribeExecution(body) {
      const { record } = execution(read(ofExecution, body).executionArn);
      const { input, output, error, cause } = record;
      return {
        ...summary(record),
        input,
        inputDetails: { included: true },
        ...(output !== undefined && { output, outputDetails: { included: true } }),
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause }),
      };
    },
    ListExecutions(body) {
      const schema = z.object({ stateMachineArn: z.string(), statusFilter: executionStatus.optional(), ...page });
      const { stateMachineArn, statusFilter, ...wanted } = read(schema, body);
      const all = machine(stateMachineArn).list();
      const { items, nextToken } = paginate(
        all,
        ({ name }) => name,
        wanted,
        ({ status }) => !statusFilter || status === statusFilter,
      );
      return { executions: items.map(summary), ...(nextToken && { nextToken }) };
    },
    async StopExecution(body) {
      const schema = ofExecution.extend({ error: z.string().optional(), cause: z.string().optional() });
      const { executionArn, error, cause } = read(schema, body);
      const { runner, record } = execution(executionArn);
      await runner.stop(record.name, error, cause);
      return { stopDate: seconds(record.stopDate ?? Date.now()) };
    },
    GetExecutionHistory(body) {
      const schema = ofExecution.extend({ reverseOrder: z.boolean().default(false), ...page });
      const { executionArn, reverseOrder, ...wanted } = read(schema, body);
      const { history } = execution(executionArn).record;
      const ordered = reverseOrder ? history.toReversed() : history;
      const { items, nextToken } = paginate(ordered, ({ id }) => String(id), wanted);
      const events = items.map((event) => ({ ...event, timestamp: seconds(event.timestamp) }));
      return { events, ...(nextToken && { nextToken }) };
    },
    DescribeStateMachine(body) {
      const { view } = machine(read(z.object({ stateMachineArn: z.string() }), body).stateMachineArn);
      return {
        stateMachineArn: view.arn,
        name: view.name,
        status: 'ACTIVE',
        type: 'STANDARD',
        definition: JSON.stringify(view.definition),
        roleArn: view.roleArn,
        creationDate: 0,
      };
    },
  };

  return async (operation, body) => {
    try {
      const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (!run) throw new ServiceError('UnknownOperationException', `The local cloud does not know ${operation}`);
      return { status: 200, json: await run(body) };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return { status: 400, json: { __type: error.type, message: error.message } };
    }
  };
}

function summary({ executionArn, stateMachineArn, name, status, startDate, stopDate }: ExecutionRecord) {
  const times = { startDate: seconds(startDate), ...(stopDate !== undefined && { stopDate: seconds(stopDate) }) };
  return { executionArn, stateMachineArn, name, status, ...times, redriveCount: 0 };
}

/** The state machine's ARN and the execution's name, from an execution's ARN. */
function split(arn: string): [string, string] | [] {
  const match = /^(arn:[^:]+:states:[^:]*:[^:]*:)execution:([^:]+):(.+)$/s.exec(arn);
  if (!match) throw new ServiceError('InvalidArn', `Invalid Arn: '${arn}'`);
  return [`${match[1]}stateMachine:${match[2]}`, match[3] ?? ''];
}

/** One page, after the item that the token names; the filter is applied first, and the token survives new items. */
function paginate<T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  { maxResults, nextToken }: { maxResults: number; nextToken?: string | undefined },
  fits: (item: T) => boolean = () => true,
): { items: T[]; nextToken?: string } {
  const after = nextToken === undefined ? undefined : Buffer.from(nextToken, 'base64url').toString();
  const start = after === undefined ? 0 : all.findIndex((item) => keyOf(item) === after) + 1;
  if (after !== undefined && start === 0) throw new ServiceError('InvalidToken', `Invalid Token: '${nextToken}'`);
  const rest = all.slice(start).filter(fits);
  const items = rest.slice(0, maxResults || PAGE);
  const last = items.at(-1);
  return rest.length > items.length && last !== undefined
    ? { items, nextToken: Buffer.from(keyOf(last)).toString('base64url') }
    : { items };
}

function read<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new ServiceError('ValidationException', `The request is not valid: ${issues.join('; ')}`);
}
