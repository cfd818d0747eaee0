import { setTimeout as sleep } from 'node:timers/promises';
import { GetExecutionHistoryCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { arnOf, FUNCTION, fail, invokeTask, MACHINE, oneState, SmallStepFunctions } from './small-step-functions.ts';

let states: SmallStepFunctions;
beforeEach(async () => {
  states = await SmallStepFunctions.create();
});
afterEach(() => states.close());

describe('an execution', () => {
  test('runs its tasks and ends with their result', async () => {
    await states.serve(oneState(invokeTask()));
    states.act = (event) => ({ got: event });
    const found = await states.run('first', { a: [1, 'ü'] });
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
    await states.serve(oneState(state));
    const seen: unknown[] = [];
    states.act = (given) => void seen.push(given);
    expect((await states.run('r', { a: 1 })).status).toBe('SUCCEEDED');
    expect(seen).toEqual([event]);
  });

  test('gives a Catch the error and the Cause that Lambda gives', async () => {
    const caught = { Catch: [{ ErrorEquals: ['UnusableSource'], ResultPath: '$.failure', Next: 'Ended' }] };
    await states.serve({
      StartAt: 'Do',
      States: {
        Do: invokeTask(caught),
        Ended: { Type: 'Fail', ErrorPath: '$.failure.Error', CausePath: '$.failure.Cause' },
      },
    });
    states.act = () => fail('UnusableSource', 'nothing in it');
    const found = await states.run('r');
    expect(found).toMatchObject({ status: 'FAILED', error: 'UnusableSource' });
    expect(JSON.parse(found.cause ?? '')).toEqual({
      errorType: 'UnusableSource',
      errorMessage: 'nothing in it',
      trace: ['at a place'],
    });
  });

  test('retries a task as often as it may', async () => {
    const Retry = [{ ErrorEquals: ['Passing'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 1 }];
    await states.serve(oneState(invokeTask({ Retry })));
    let calls = 0;
    states.act = () => (++calls === 1 ? fail('Passing', 'once') : calls);
    expect(await states.run('r')).toMatchObject({ status: 'SUCCEEDED', output: '2' });
  });

  test('takes the worker of a task that times out with it, and catches the time-out', async () => {
    const Catch = [{ ErrorEquals: ['States.Timeout'], Next: 'Late' }];
    await states.serve({
      StartAt: 'Do',
      States: { Do: invokeTask({ TimeoutSeconds: 1, Catch }), Late: { Type: 'Succeed' } },
    });
    let withdrawn = false;
    states.act = (_, signal) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => {
          withdrawn = true;
          resolve(null);
        }),
      );
    const found = await states.run('r');
    expect(found.status).toBe('SUCCEEDED');
    expect(JSON.parse(found.output ?? '')).toMatchObject({ Error: 'States.Timeout' });
    expect(withdrawn).toBe(true);
    const { events } = await states.client.send(new GetExecutionHistoryCommand({ executionArn: arnOf('r') }));
    expect(events?.map(({ type }) => type)).toContain('TaskTimedOut');
    expect(events?.map(({ type }) => type)).not.toContain('TaskSucceeded');
  });

  test("ends as TIMED_OUT at the machine's own time-out, past every Catch", async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Do' }];
    await states.serve(oneState(invokeTask({ Catch }), { TimeoutSeconds: 1 }));
    let withdrawn = false;
    states.act = (_, signal) => new Promise(() => signal.addEventListener('abort', () => (withdrawn = true)));
    expect((await states.run('r')).status).toBe('TIMED_OUT');
    expect(withdrawn).toBe(true);
  });

  test('that is stopped ends as ABORTED with what it was told, and invokes nothing any more', async () => {
    const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 5 }];
    await states.serve(oneState(invokeTask({ Retry })));
    let calls = 0;
    states.act = () => {
      calls += 1;
      return fail('Passing', 'again');
    };
    await states.start('r');
    while (calls === 0) await sleep(5);
    await states.client.send(
      new StopExecutionCommand({ executionArn: arnOf('r'), error: 'Cancelled', cause: 'by a test' }),
    );
    expect(await states.describe('r')).toMatchObject({ status: 'ABORTED', error: 'Cancelled', cause: 'by a test' });
    await sleep(1200);
    expect(calls).toBe(1);
  });

  test.each([
    ['a task', invokeTask({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Do' }] })],
    ['a state that copies its input', { Type: 'Pass', Parameters: { 'a.$': '$.text', 'b.$': '$.text' }, End: true }],
  ])('fails, uncatchably, when the result of %s is over 256 KiB', async (_, state) => {
    await states.serve(oneState(state));
    states.act = () => 'x'.repeat(262_144);
    expect(await states.run('r', { text: 'y'.repeat(200_000) })).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
    });
  });

  test('that fails without an error or a cause has neither', async () => {
    await states.serve(oneState({ Type: 'Fail' }));
    const found = await states.run('r');
    expect(found.status).toBe('FAILED');
    expect(found.error).toBeUndefined();
  });

  test('maps over items and runs branches side by side', async () => {
    const inner = { StartAt: 'Inner', States: { Inner: invokeTask() } };
    const branch = { StartAt: 'Other', States: { Other: { Type: 'Pass', Result: 'passed', End: true } } };
    await states.serve({
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
    const found = await states.run('named', { items: [1, 2] });
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
    await states.serve(oneState(invokeTask()));
    states.act = () => fail('Broken', 'it is');
    await states.run('r', { a: 1 });
    while (states.changes.length < 2) await sleep(5);
    expect(states.changes.map(({ status }) => status)).toEqual(['RUNNING', 'FAILED']);
    expect(states.changes[1]).toMatchObject({
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
