import { describe, expect, test } from '@jest/globals';
import { failureEvent, toFailure } from '../../../core/run/failure-events.ts';
import { describeFailure } from '../../../core/run/failure-reasons.ts';

const statusChange = (status: string, error?: string, cause?: string) =>
  failureEvent.parse({
    'detail-type': 'Step Functions Execution Status Change',
    detail: { name: 'sports-1', status, error, cause },
  });

describe('the news that a run has failed', () => {
  test('comes from the state machine with the error that it caught', () => {
    const event = failureEvent.parse({
      run: 'sports-1',
      classifier: 'sports',
      source: { key: 'uploads/sports/a.csv' },
      force: false,
      failure: { Error: 'JobFailed', Cause: '{"errorType":"JobFailed","errorMessage":"no","trace":[]}' },
    });
    expect(toFailure(event)).toMatchObject({ run: 'sports-1', error: 'JobFailed', aborted: false });
  });

  test.each([
    ['FAILED', 'States.Runtime', { error: 'States.Runtime', aborted: false }],
    ['TIMED_OUT', undefined, { error: 'RunTimedOut', aborted: false }],
    ['TIMED_OUT', 'States.Timeout', { error: 'RunTimedOut', aborted: false }],
    ['ABORTED', undefined, { error: 'Cancelled', aborted: true }],
  ])('comes from EventBridge for an execution that %s', (status, error, expected) => {
    expect(toFailure(statusChange(status, error))).toMatchObject(expected);
  });

  test('always ends in a reason with something to do', () => {
    for (const error of ['JobFailed', 'States.Runtime', 'Sandbox.Timedout', 'SomethingNew', '']) {
      const reason = describeFailure({ error, message: '', aborted: false });
      expect([reason.code, reason.message, reason.remedy].every((part) => part.length > 3)).toBe(true);
    }
  });

  test('tells a task that took too long from a run that did', () => {
    const told = (error: string) => describeFailure({ error, message: '', aborted: false });
    expect(told('States.Timeout').message).toMatch(/step/);
    expect(told('RunTimedOut').remedy).toMatch(/two weeks/);
  });

  test.each([
    ['invalid_n_examples: Training file has 5 examples', /more examples/],
    ['exceeded_quota: no credit is left', /quota/],
    ['This training file was blocked: too many examples were flagged by moderation', /rules/],
    ['something_else: nobody knows', /provider's own page/],
  ])('of a job that failed for %s comes with a remedy of its own', (why, remedy) => {
    const message = `job ftjob-1 failed: ${why}`;
    expect(describeFailure({ error: 'JobFailed', message, aborted: false })).toEqual({
      code: 'JobFailed',
      message,
      remedy: expect.stringMatching(remedy),
    });
  });

  test.each(['SyntaxError', 'Runtime.UnhandledPromiseRejection'])(
    'shows no message of unknown origin, which may quote a text: %s',
    (error) => {
      const message = 'SyntaxError: Unexpected token in "a zebra"';
      expect(JSON.stringify(describeFailure({ error, message, aborted: false }))).not.toContain('zebra');
    },
  );

  test('keeps a long message short', () => {
    expect(describeFailure({ error: 'X', message: 'x'.repeat(10_000), aborted: false }).message.length).toBeLessThan(
      600,
    );
  });
});
