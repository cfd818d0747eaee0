import { Readable } from 'node:stream';
import { SFNClient } from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { stepFunctionsExecutions } from '../../../services/aws/step-functions-executions.ts';

const MACHINE = 'arn:aws:states:eu-central-1:000000000000:stateMachine:training';

/** The executions at a Step Functions that answers every request the same. */
function executionsAt(answer: object, statusCode = 200) {
  const response = {
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: Readable.from(JSON.stringify(answer)),
  };
  const client = new SFNClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: { handle: async () => ({ response }) },
  });
  return stepFunctionsExecutions(client, MACHINE);
}

test.each([
  ['RUNNING', undefined, { underWay: true }],
  ['PENDING_REDRIVE', 'States.Timeout', { underWay: true }],
  ['FAILED', 'JobFailed', { underWay: false, stopped: false, error: 'JobFailed' }],
  ['FAILED', undefined, { underWay: false, stopped: false, error: 'Unknown' }],
  // As the event of the same end has it: a single task's time-out is another matter.
  ['TIMED_OUT', undefined, { underWay: false, stopped: false, error: 'RunTimedOut' }],
  ['TIMED_OUT', 'States.Timeout', { underWay: false, stopped: false, error: 'RunTimedOut' }],
  ['ABORTED', undefined, { underWay: false, stopped: true, error: 'Cancelled' }],
])('an execution that is %s, with error %s', async (status, error, expected) => {
  const found = await executionsAt({ status, ...(error !== undefined && { error }) }).find('sports-1');
  expect(found).toMatchObject(expected);
});

test.each([
  ['is under way', { executionArn: 'arn', startDate: 0 }, 200, true],
  ['has ended before', { __type: 'com.amazonaws.states#ExecutionAlreadyExists', message: 'taken' }, 400, false],
])('an execution that %s when it is started', async (_name, answer, status, expected) => {
  const run = { run: 'sports-1', classifier: 'sports', source: { key: 'uploads/sports/a.csv' }, force: false };
  expect(await executionsAt(answer, status).start(run)).toBe(expected);
});
