import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { arnOf, fail, invokeTask, MACHINE, oneState, SmallStepFunctions } from './small-step-functions.ts';

let states: SmallStepFunctions;
beforeEach(async () => {
  states = await SmallStepFunctions.create();
});
afterEach(() => states.close());

describe('the name of an execution', () => {
  test('is good for one execution: the same start is the same execution while it runs', async () => {
    await states.serve(oneState(invokeTask()));
    const gate = Promise.withResolvers<void>();
    states.act = () => gate.promise;
    const first = await states.start('r', { a: 1 });
    expect(await states.start('r', { a: 1 })).toMatchObject({
      executionArn: first.executionArn,
      startDate: first.startDate,
    });
    await expect(states.start('r', { a: 2 })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    gate.resolve();
    await states.ended('r');
    await expect(states.start('r', { a: 1 })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  test('belongs to one of two that start at the same moment', async () => {
    await states.serve(oneState({ Type: 'Wait', Seconds: 1, End: true }));
    const results = await Promise.allSettled([states.start('r', { a: 1 }), states.start('r', { a: 2 })]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test.each(['', ' ', 'a b', 'a/b', 'a:b', 'a*', 'a\u0007', 'x'.repeat(81)])('may not be %j', async (name) => {
    await states.serve(oneState({ Type: 'Succeed' }));
    const runner = states.runners[0];
    await expect(runner?.start(name, '{}')).rejects.toMatchObject({ type: 'InvalidName' });
  });

  test.each(['x'.repeat(80), 'a.b_c-d', 'Ünter', '..'])(
    'may be %j, and is found again after a restart',
    async (name) => {
      await states.serve(oneState({ Type: 'Succeed' }));
      await states.run(name);
      await states.runners.pop()?.close();
      const again = await states.open(oneState({ Type: 'Succeed' }));
      states.runners.push(again);
      expect(again.find(name)?.status).toBe('SUCCEEDED');
    },
  );
});

test.each([
  ['is not JSON', '{'],
  ['is over 256 KiB', JSON.stringify('x'.repeat(262_144))],
])('an input that %s is refused', async (_, input) => {
  await states.serve(oneState({ Type: 'Succeed' }));
  const command = new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'r', input });
  await expect(states.client.send(command)).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
});

test('what does not exist is refused by its own error', async () => {
  await states.serve(oneState({ Type: 'Succeed' }));
  await expect(states.describe('nobody')).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  const other = new StartExecutionCommand({ stateMachineArn: `${MACHINE}2` });
  await expect(states.client.send(other)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
});

test('a history tells what happened, in the order and the words of AWS, page by page', async () => {
  const { End: _, ...taskWithoutEnd } = invokeTask();
  await states.serve({
    StartAt: 'Do',
    States: { Do: { ...taskWithoutEnd, Next: 'Done' }, Done: { Type: 'Succeed' } },
  });
  await states.run('r', { a: 1 });
  const page = (nextToken?: string, reverseOrder = false) =>
    states.client.send(
      new GetExecutionHistoryCommand({ executionArn: arnOf('r'), maxResults: 5, nextToken, reverseOrder }),
    );
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
  await states.serve(oneState(invokeTask()));
  states.act = (event) => (Reflect.get(Object(event), 'fail') ? fail('Broken', '') : event);
  for (const [index, name] of ['a', 'b', 'c', 'd'].entries()) {
    await states.run(name, { fail: index === 1 });
    await sleep(3);
  }
  const list = (further: object) =>
    states.client.send(new ListExecutionsCommand({ stateMachineArn: MACHINE, ...further }));
  const first = await list({ statusFilter: 'SUCCEEDED', maxResults: 2 });
  expect(first.executions?.map(({ name }) => name)).toEqual(['d', 'c']);
  await states.run('e');
  const second = await list({ statusFilter: 'SUCCEEDED', maxResults: 2, nextToken: first.nextToken });
  expect(second.executions?.map(({ name }) => name)).toEqual(['a']);
  expect(second.nextToken).toBeUndefined();
  expect((await list({ statusFilter: 'FAILED' })).executions?.map(({ name }) => name)).toEqual(['b']);
  await expect(list({ nextToken: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidToken' });
});

test('a state machine describes itself', async () => {
  const definition = oneState({ Type: 'Succeed' });
  await states.serve(definition);
  const found = await states.client.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }));
  expect(found).toMatchObject({ name: 'work', status: 'ACTIVE', type: 'STANDARD' });
  expect(JSON.parse(found.definition ?? '')).toEqual(definition);
});

test('an execution that was cut short starts again from its first state, under its name', async () => {
  await states.serve(oneState(invokeTask()));
  states.act = () => new Promise(() => {});
  await states.start('r', { a: 1 });
  await states.runners.pop()?.close();
  expect(states.changes.map(({ status }) => status)).toEqual(['RUNNING']);
  states.act = (event) => event;
  const again = await states.open(oneState(invokeTask()));
  states.runners.push(again);
  while (again.find('r')?.status === 'RUNNING') await sleep(5);
  expect(again.find('r')).toMatchObject({ status: 'SUCCEEDED', input: '{"a":1}', output: '{"a":1}' });
  expect(await readdir(join(states.directory, 'work'))).toEqual(['r.json']);
});

test.each([
  ['another secret', { accessKeyId: 'LOCAL', secretAccessKey: 'guess' }, 'InvalidSignatureException'],
  ['another key', { accessKeyId: 'OTHER', secretAccessKey: 'secret' }, 'UnrecognizedClientException'],
])('a request signed with %s is refused', async (_, other, name) => {
  await states.serve(oneState({ Type: 'Succeed' }));
  const stranger = new SFNClient({ endpoint: states.url, region: 'eu-west-1', credentials: other, maxAttempts: 1 });
  const command = new DescribeStateMachineCommand({ stateMachineArn: MACHINE });
  await expect(stranger.send(command)).rejects.toMatchObject({ name });
  stranger.destroy();
});

test('a request that is not signed is refused', async () => {
  await states.serve(oneState({ Type: 'Succeed' }));
  const headers = { 'x-amz-target': 'AWSStepFunctions.ListExecutions', 'content-type': 'application/x-amz-json-1.0' };
  const answer = await fetch(states.url, { method: 'POST', body: '{}', headers });
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
});

test.each([
  ['an unknown function', invokeTask({ Parameters: { FunctionName: 'other' } }), /not a function of this stack/],
  ['another service', { ...invokeTask(), Resource: 'arn:aws:states:::sqs:sendMessage' }, /can only invoke a function/],
  ['a callback', { ...invokeTask(), Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }, /can only invoke/],
  ['variables', { ...invokeTask(), Assign: {} }, /Assign/],
])('a machine that uses %s does not start', async (_, state, sentence) => {
  await expect(states.open(oneState(state))).rejects.toThrow(sentence);
});
