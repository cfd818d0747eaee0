import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { awsJsonHandler } from '../../../local/aws-json-server.ts';
import type { InvocationResult } from '../../../local/lambda/invocation-result.ts';
import { type LoopbackServer, listenOnLoopback } from '../../../local/loopback-server.ts';
import { stepFunctionsHandler } from '../../../local/step-functions/protocol.ts';
import { type StateMachineRunner, startRunner } from '../../../local/step-functions/state-machine-runner.ts';
import type { StatusChange } from '../../../local/step-functions/status-change.ts';

export const MACHINE = 'arn:aws:states:eu-west-1:000000000000:stateMachine:work';
export const FUNCTION = 'arn:aws:lambda:eu-west-1:000000000000:function:fn';
const credentials = { accessKeyId: 'LOCAL', secretAccessKey: 'secret' };

class Failure extends Error {}

/** Fails as a function does: with a name that a Retry or a Catch can match. */
export function fail(name: string, message: string): never {
  const error = new Failure(message);
  error.name = name;
  throw error;
}

/** One state machine behind the wire protocol, driven by the real SDK, with one function that a test makes up. */
export class SmallStepFunctions {
  /** What the function does with (event, signal). */
  act: (event: unknown, signal: AbortSignal) => unknown = (event) => event;
  readonly changes: StatusChange[] = [];
  readonly directory: string;
  readonly #runners: StateMachineRunner[] = [];
  #server: LoopbackServer | undefined;
  #client: SFNClient | undefined;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async create(): Promise<SmallStepFunctions> {
    return new SmallStepFunctions(await mkdtemp(join(tmpdir(), 'sfn-')));
  }

  get client(): SFNClient {
    if (!this.#client) throw new Error('nothing is served yet');
    return this.#client;
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  /** Those that will be closed at the end; a test that closes one itself takes it out. */
  get runners(): StateMachineRunner[] {
    return this.#runners;
  }

  async close(): Promise<void> {
    this.#client?.destroy();
    await this.#server?.close();
    await Promise.all(this.#runners.map((runner) => runner.close()));
    await rm(this.directory, { recursive: true, force: true });
  }

  /** A runner over this directory, as a start of the local cloud makes it. */
  open(definition: Record<string, unknown>): Promise<StateMachineRunner> {
    const roleArn = 'arn:aws:iam::000000000000:role/r';
    return startRunner({
      view: { logicalId: 'Work', name: 'work', arn: MACHINE, roleArn, definition },
      region: 'eu-west-1',
      functionArns: [FUNCTION],
      invoke: (_arn, event, signal) => this.#invoke(event, signal),
      directory: this.directory,
      onStatusChange: (detail) => this.changes.push(detail),
    });
  }

  async serve(definition: Record<string, unknown>): Promise<void> {
    const runner = await this.open(definition);
    this.#runners.push(runner);
    const handler = awsJsonHandler({ AWSStepFunctions: stepFunctionsHandler([runner]) }, credentials);
    this.#server = await listenOnLoopback({ name: 'Step Functions', port: 0, handler });
    this.#client = new SFNClient({ endpoint: this.#server.url, region: 'eu-west-1', credentials, maxAttempts: 1 });
  }

  start(name: string, input: unknown = {}) {
    return this.client.send(
      new StartExecutionCommand({ stateMachineArn: MACHINE, name, input: JSON.stringify(input) }),
    );
  }

  describe(name: string) {
    return this.client.send(new DescribeExecutionCommand({ executionArn: arnOf(name) }));
  }

  async ended(name: string) {
    for (;;) {
      const found = await this.describe(name);
      if (found.status !== 'RUNNING') return found;
      await sleep(10);
    }
  }

  async run(name: string, input: unknown = {}) {
    await this.start(name, input);
    return this.ended(name);
  }

  async #invoke(event: unknown, signal: AbortSignal): Promise<InvocationResult> {
    try {
      const withdrawn = new Promise((resolve) => signal.addEventListener('abort', () => resolve('withdrawn')));
      return { payload: (await Promise.race([this.act(event, signal), withdrawn])) ?? null };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { error: { errorType: error.name, errorMessage: error.message, trace: ['at a place'] } };
    }
  }
}

export const arnOf = (name: string) => `arn:aws:states:eu-west-1:000000000000:execution:work:${name}`;

/** A task state that calls the function, as the CDK writes it. */
export const invokeTask = (further: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: FUNCTION, 'Payload.$': '$' },
  OutputPath: '$.Payload',
  End: true,
  ...further,
});

export const oneState = (state: object, further: object = {}) => ({
  StartAt: 'Do',
  States: { Do: state },
  ...further,
});
