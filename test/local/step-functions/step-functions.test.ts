import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { awsJsonHandler } from '../../../local/aws-json-server.ts';
import type { InvocationResult } from '../../../local/lambda/invocation-result.ts';
import { type LoopbackServer, listenOnLoopback } from '../../../local/loopback-server.ts';
import { stepFunctionsHandler } from '../../../local/step-functions/protocol.ts';
import { type StateMachineRunner, startRunner } from '../../../local/step-functions/state-machine-runner.ts';
import type { StatusChange } from '../../../local/step-functions/status-change.ts';

const MACHINE = 'arn:aws:states:eu-west-1:000000000000:stateMachine:work';
const FUNCTION = 'arn:aws:lambda:eu-west-1:000000000000:function:fn';
const credentials = { accessKeyId: 'LOCAL', secretAccessKey: 'secret' };

let directory: string;
let server: LoopbackServer;
let client: SFNClient;
const runners: StateMachineRunner[] = [];
let changes: StatusChange[] = [];
/** What the function does with (event, signal); set by each test. */
let act: (event: unknown, signal: AbortSignal) => unknown;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sfn-'));
  changes = [];
  act = (event) => event;
});
afterEach(async () => {
  client?.destroy();
  await server?.close();
  await Promise.all(runners.splice(0).map((runner) => runner.close()));
  await rm(directory, { recursive: true, force: true });
});

class Failure extends Error {}
const fail = (name: string, message: string): never => {
  const error = new Failure(message);
  error.name = name;
  throw error;
};

async function invoke(_arn: string, event: unknown, signal: AbortSignal): Promise<InvocationResult> {
  try {
    const withdrawn = new Promise((resolve) => signal.addEventListener('abort', () => resolve('withdrawn')));
    return { payload: (await Promise.race([act(event, signal), withdrawn])) ?? null };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { error: { errorType: error.name, errorMessage: error.message, trace: ['at a place'] } };
  }
}

const open = (definition: Record<string, unknown>) =>
  startRunner({
    view: { logicalId: 'Work', name: 'work', arn: MACHINE, roleArn: 'arn:aws:iam::000000000000:role/r', definition },
    region: 'eu-west-1',
    functionArns: [FUNCTION],
    invoke,
    directory,
    onStatusChange: (detail) => changes.push(detail),
  });

async function serve(definition: Record<string, unknown>): Promise<void> {
  const runner = await open(definition);
  runners.push(runner);
  const handler = awsJsonHandler({ AWSStepFunctions: stepFunctionsHandler([runner]) }, credentials);
  server = await listenOnLoopback({ name: 'Step Functions', port: 0, handler });
  client = new SFNClient({ endpoint: server.url, region: 'eu-west-1', credentials, maxAttempts: 1 });
}

const invokeTask = (further: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: FUNCTION, 'Payload.$': '$' },
  OutputPath: '$.Payload',
  End: true,
  ...further,
});
const oneState = (state: object, further: object = {}) => ({ StartAt: 'Do', States: { Do: state }, ...further });

const start = (name: string, input: unknown = {}) =>
  client.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name, input: JSON.stringify(input) }));
const arnOf = (name: string) => `arn:aws:states:eu-west-1:000000000000:execution:work:${name}`;
const describeOne = (name: string) => client.send(new DescribeExecutionCommand({ executionArn: arnOf(name) }));

async function ended(name: string) {
  for (;;) {
    const found = await describeOne(name);
    if (found.status !== 'RUNNING') return found;
    await sleep(10);
  }
}
async function run(name: string, input: unknown = {}) {
  await start(name, input);
  return ended(name);
}

describe('an execution', () => {
  test('runs its tasks and ends with their result', async () => {
    await serve(oneState(invokeTask()));
    act = (event) => ({ got: event });
    const found = await run('first', { a: [1, 'ü'] });
    expect(found).toMatchObject({
      executionArn: arnOf('first'),
      stateMachineArn: MACHINE,
      name: 'first',
      status: 'SUCCEEDED',
      input: '{"a":[1,"ü"]}',
      output: '{"got":{"a":[1,"ü"]}}',
    });
    expect(Date.now() - Number(found.startDate)).toBeLessThan(10_000);
    expect(found.stopDate).toBeInstanceOf(Date);
  });

  test.each([
    [
      'with a plain function ARN',
      { ...invokeTask(), Resource: FUNCTION, Parameters: { 'x.$': '$.a' }, OutputPath: undefined },
      { x: 1 },
    ],
    ['without a payload', invokeTask({ Parameters: { FunctionName: FUNCTION } }), {}],
  ])('invokes a function %s', async (_, state, event) => {
    await serve(oneState(state));
    const seen: unknown[] = [];
    act = (given) => void seen.push(given);
    expect((await run('r', { a: 1 })).status).toBe('SUCCEEDED');
    expect(seen).toEqual([event]);
  });

  test('gives a Catch the error and the Cause that Lambda gives', async () => {
    const caught = { Catch: [{ ErrorEquals: ['UnusableSource'], ResultPath: '$.failure', Next: 'Ended' }] };
    await serve({
      StartAt: 'Do',
      States: {
        Do: invokeTask(caught),
        Ended: { Type: 'Fail', ErrorPath: '$.failure.Error', CausePath: '$.failure.Cause' },
      },
    });
    act = () => fail('UnusableSource', 'nothing in it');
    const found = await run('r');
    expect(found).toMatchObject({ status: 'FAILED', error: 'UnusableSource' });
    expect(JSON.parse(found.cause ?? '')).toEqual({
      errorType: 'UnusableSource',
      errorMessage: 'nothing in it',
      trace: ['at a place'],
    });
  });

  test('retries a task as often as it may', async () => {
    const Retry = [{ ErrorEquals: ['Passing'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 1 }];
    await serve(oneState(invokeTask({ Retry })));
    let calls = 0;
    act = () => (++calls === 1 ? fail('Passing', 'once') : calls);
    expect(await run('r')).toMatchObject({ status: 'SUCCEEDED', output: '2' });
  });

  test('takes the worker of a task that times out with it, and catches the time-out', async () => {
    const Catch = [{ ErrorEquals: ['States.Timeout'], Next: 'Late' }];
    await serve({ StartAt: 'Do', States: { Do: invokeTask({ TimeoutSeconds: 1, Catch }), Late: { Type: 'Succeed' } } });
    let withdrawn = false;
    act = (_, signal) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => {
          withdrawn = true;
          resolve(null);
        }),
      );
    const found = await run('r');
    expect(found.status).toBe('SUCCEEDED');
    expect(JSON.parse(found.output ?? '')).toMatchObject({ Error: 'States.Timeout' });
    expect(withdrawn).toBe(true);
    const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn: arnOf('r') }));
    expect(events?.map(({ type }) => type)).toContain('TaskTimedOut');
    expect(events?.map(({ type }) => type)).not.toContain('TaskSucceeded');
  });

  test("ends as TIMED_OUT at the machine's own time-out, past every Catch", async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Do' }];
    await serve(oneState(invokeTask({ Catch }), { TimeoutSeconds: 1 }));
    let withdrawn = false;
    act = (_, signal) => new Promise(() => signal.addEventListener('abort', () => (withdrawn = true)));
    expect((await run('r')).status).toBe('TIMED_OUT');
    expect(withdrawn).toBe(true);
  });

  test('that is stopped ends as ABORTED with what it was told, and invokes nothing any more', async () => {
    const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 5 }];
    await serve(oneState(invokeTask({ Retry })));
    let calls = 0;
    act = () => {
      calls += 1;
      return fail('Passing', 'again');
    };
    await start('r');
    while (calls === 0) await sleep(5);
    await client.send(new StopExecutionCommand({ executionArn: arnOf('r'), error: 'Cancelled', cause: 'by a test' }));
    expect(await describeOne('r')).toMatchObject({ status: 'ABORTED', error: 'Cancelled', cause: 'by a test' });
    await sleep(1200);
    expect(calls).toBe(1);
  });

  test.each([
    ['a task', invokeTask({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Do' }] })],
    ['a state that copies its input', { Type: 'Pass', Parameters: { 'a.$': '$.text', 'b.$': '$.text' }, End: true }],
  ])('fails, uncatchably, when the result of %s is over 256 KiB', async (_, state) => {
    await serve(oneState(state));
    act = () => 'x'.repeat(262_144);
    expect(await run('r', { text: 'y'.repeat(200_000) })).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
    });
  });

  test('that fails without an error or a cause has neither', async () => {
    await serve(oneState({ Type: 'Fail' }));
    const found = await run('r');
    expect(found.status).toBe('FAILED');
    expect(found.error).toBeUndefined();
  });

  test('maps over items and runs branches side by side', async () => {
    const inner = { StartAt: 'Inner', States: { Inner: invokeTask() } };
    const branch = { StartAt: 'Other', States: { Other: { Type: 'Pass', Result: 'passed', End: true } } };
    await serve({
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          ItemsPath: '$.items',
          ItemSelector: { 'n.$': '$$.Map.Item.Value', 'run.$': '$$.Execution.Name' },
          ItemProcessor: inner,
          ResultPath: '$.mapped',
          Next: 'Both',
        },
        Both: { Type: 'Parallel', Branches: [branch], ResultPath: '$.both', End: true },
      },
    });
    const found = await run('named', { items: [1, 2] });
    expect(JSON.parse(found.output ?? '')).toEqual({
      items: [1, 2],
      mapped: [
        { n: 1, run: 'named' },
        { n: 2, run: 'named' },
      ],
      both: ['passed'],
    });
  });

  test('tells EventBridge when it starts and when it ends', async () => {
    await serve(oneState(invokeTask()));
    act = () => fail('Broken', 'it is');
    await run('r', { a: 1 });
    while (changes.length < 2) await sleep(5);
    expect(changes.map(({ status }) => status)).toEqual(['RUNNING', 'FAILED']);
    expect(changes[1]).toMatchObject({
      executionArn: arnOf('r'),
      stateMachineArn: MACHINE,
      name: 'r',
      input: '{"a":1}',
      output: null,
      error: 'Broken',
      startDate: expect.any(Number),
      stopDate: expect.any(Number),
    });
  });
});

describe('the name of an execution', () => {
  test('is good for one execution: the same start is the same execution while it runs', async () => {
    await serve(oneState(invokeTask()));
    const gate = Promise.withResolvers<void>();
    act = () => gate.promise;
    const first = await start('r', { a: 1 });
    expect(await start('r', { a: 1 })).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    await expect(start('r', { a: 2 })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    gate.resolve();
    await ended('r');
    await expect(start('r', { a: 1 })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  test('belongs to one of two that start at the same moment', async () => {
    await serve(oneState({ Type: 'Wait', Seconds: 1, End: true }));
    const results = await Promise.allSettled([start('r', { a: 1 }), start('r', { a: 2 })]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test.each(['', ' ', 'a b', 'a/b', 'a:b', 'a*', 'a\u0007', 'x'.repeat(81)])('may not be %j', async (name) => {
    await serve(oneState({ Type: 'Succeed' }));
    const runner = runners[0];
    await expect(runner?.start(name, '{}')).rejects.toMatchObject({ type: 'InvalidName' });
  });

  test.each(['x'.repeat(80), 'a.b_c-d', 'Ünter', '..'])(
    'may be %j, and is found again after a restart',
    async (name) => {
      await serve(oneState({ Type: 'Succeed' }));
      await run(name);
      await runners.pop()?.close();
      const again = await open(oneState({ Type: 'Succeed' }));
      runners.push(again);
      expect(again.find(name)?.status).toBe('SUCCEEDED');
    },
  );
});

test.each([
  ['is not JSON', '{'],
  ['is over 256 KiB', JSON.stringify('x'.repeat(262_144))],
])('an input that %s is refused', async (_, input) => {
  await serve(oneState({ Type: 'Succeed' }));
  const command = new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'r', input });
  await expect(client.send(command)).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
});

test('what does not exist is refused by its own error', async () => {
  await serve(oneState({ Type: 'Succeed' }));
  await expect(describeOne('nobody')).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  const other = new StartExecutionCommand({ stateMachineArn: `${MACHINE}2` });
  await expect(client.send(other)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
});

test('a history tells what happened, in the order and the words of AWS, page by page', async () => {
  const { End: _, ...taskWithoutEnd } = invokeTask();
  await serve({
    StartAt: 'Do',
    States: { Do: { ...taskWithoutEnd, Next: 'Done' }, Done: { Type: 'Succeed' } },
  });
  await run('r', { a: 1 });
  const page = (nextToken?: string, reverseOrder = false) =>
    client.send(new GetExecutionHistoryCommand({ executionArn: arnOf('r'), maxResults: 5, nextToken, reverseOrder }));
  const first = await page();
  const second = await page(first.nextToken);
  const events = [...(first.events ?? []), ...(second.events ?? [])];
  expect(events.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited',
    'SucceedStateEntered',
    'SucceedStateExited',
    'ExecutionSucceeded',
  ]);
  expect(second.nextToken).toBeUndefined();
  expect(events.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(events.map(({ previousEventId }) => previousEventId)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(events[1]).toMatchObject({ stateEnteredEventDetails: { name: 'Do', input: '{"a":1}' } });
  expect(events[2]?.taskScheduledEventDetails).toMatchObject({ resourceType: 'lambda', resource: 'invoke' });
  expect(events[8]).toMatchObject({ executionSucceededEventDetails: { output: '{"a":1}' } });
  expect((await page(undefined, true)).events?.[0]?.type).toBe('ExecutionSucceeded');
});

test('executions are listed newest first, by status, page by page', async () => {
  await serve(oneState(invokeTask()));
  act = (event) => (Reflect.get(Object(event), 'fail') ? fail('Broken', '') : event);
  for (const [index, name] of ['a', 'b', 'c', 'd'].entries()) {
    await run(name, { fail: index === 1 });
    await sleep(3);
  }
  const list = (further: object) => client.send(new ListExecutionsCommand({ stateMachineArn: MACHINE, ...further }));
  const first = await list({ statusFilter: 'SUCCEEDED', maxResults: 2 });
  expect(first.executions?.map(({ name }) => name)).toEqual(['d', 'c']);
  await run('e');
  const second = await list({ statusFilter: 'SUCCEEDED', maxResults: 2, nextToken: first.nextToken });
  expect(second.executions?.map(({ name }) => name)).toEqual(['a']);
  expect(second.nextToken).toBeUndefined();
  expect((await list({ statusFilter: 'FAILED' })).executions?.map(({ name }) => name)).toEqual(['b']);
  await expect(list({ nextToken: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidToken' });
});

test('a state machine describes itself', async () => {
  const definition = oneState({ Type: 'Succeed' });
  await serve(definition);
  const found = await client.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }));
  expect(found).toMatchObject({ name: 'work', status: 'ACTIVE', type: 'STANDARD' });
  expect(JSON.parse(found.definition ?? '')).toEqual(definition);
});

test('an execution that was cut short starts again from its first state, under its name', async () => {
  await serve(oneState(invokeTask()));
  act = () => new Promise(() => {});
  await start('r', { a: 1 });
  await runners.pop()?.close();
  expect(changes.map(({ status }) => status)).toEqual(['RUNNING']);
  act = (event) => event;
  const again = await open(oneState(invokeTask()));
  runners.push(again);
  while (again.find('r')?.status === 'RUNNING') await sleep(5);
  expect(again.find('r')).toMatchObject({ status: 'SUCCEEDED', input: '{"a":1}', output: '{"a":1}' });
  expect(await readdir(join(directory, 'work'))).toEqual(['r.json']);
});

test.each([
  ['another secret', { accessKeyId: 'LOCAL', secretAccessKey: 'guess' }, 'InvalidSignatureException'],
  ['another key', { accessKeyId: 'OTHER', secretAccessKey: 'secret' }, 'UnrecognizedClientException'],
])('a request signed with %s is refused', async (_, other, name) => {
  await serve(oneState({ Type: 'Succeed' }));
  const stranger = new SFNClient({ endpoint: server.url, region: 'eu-west-1', credentials: other, maxAttempts: 1 });
  const command = new DescribeStateMachineCommand({ stateMachineArn: MACHINE });
  await expect(stranger.send(command)).rejects.toMatchObject({ name });
  stranger.destroy();
});

test('a request that is not signed is refused', async () => {
  await serve(oneState({ Type: 'Succeed' }));
  const headers = { 'x-amz-target': 'AWSStepFunctions.ListExecutions', 'content-type': 'application/x-amz-json-1.0' };
  const answer = await fetch(server.url, { method: 'POST', body: '{}', headers });
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
});

test.each([
  ['an unknown function', invokeTask({ Parameters: { FunctionName: 'other' } }), /not a function of this stack/],
  ['another service', { ...invokeTask(), Resource: 'arn:aws:states:::sqs:sendMessage' }, /can only invoke a function/],
  ['a callback', { ...invokeTask(), Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }, /can only invoke/],
  ['variables', { ...invokeTask(), Assign: {} }, /Assign/],
])('a machine that uses %s does not start', async (_, state, sentence) => {
  await expect(open(oneState(state))).rejects.toThrow(sentence);
});
