import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { TrainingProvider } from '../../../core/tuning/provider.ts';
import { type BadEnd, MAINTENANCE, refusal } from '../../support/host-faults.ts';
import { hostTraining, REQUEST, someLines } from '../../support/host-training.ts';
import { PaidHost } from '../../support/paid-host.ts';

let host: PaidHost;
let provider: TrainingProvider;
/** As the other, with little patience: no test that fails for want of it would pass with more. */
let hasty: TrainingProvider;
let trainingFile: string;
beforeEach(async () => {
  host = await new PaidHost().start();
  provider = hostTraining(host);
  hasty = hostTraining(host, undefined, 250);
  trainingFile = await provider.upload('run-1-train.jsonl', someLines());
  await provider.create({ ...REQUEST, trainingFile });
});
afterEach(() => host.stop());

const since = new Date(0);
const CALLS: [string, (id: string) => Promise<unknown>][] = [
  ['an upload', () => hasty.upload('a.jsonl', someLines())],
  ['a create', () => hasty.create({ ...REQUEST, trainingFile })],
  ['a look for a job', () => hasty.find({ token: 'run-1', trainingFile, since })],
  ['a look at a job', (id) => hasty.retrieve(id)],
  ['events', (id) => hasty.events(id)],
  ['checkpoints', (id) => hasty.checkpoints(id)],
  ['a list of files', () => hasty.filesNamed(['a.jsonl'], since)],
  ['a model', () => hasty.model('base')],
];
const ENDS: [string, BadEnd][] = [
  ['a closed connection', 'reset'],
  ['silence', 'hang'],
  ['half of an answer, then a closed connection', 'cut'],
  ['half of an answer, then silence', 'stall'],
  ['half of an answer as if it were all', 'half-json'],
  ['a maintenance page', MAINTENANCE],
  ['an outage', refusal(502, null)],
];

describe.each(ENDS)('%s in place of', (_end, end) => {
  test.each(CALLS)('%s is a fault that passes, and never means that there is none', async (_call, ask) => {
    const id = host.jobs[0]?.id ?? '';
    host.faults.add({ on: /./, moment: 'after', end });
    await expect(ask(id)).rejects.toMatchObject({ name: 'ProviderUnavailable', notDone: false });
  });
});

test.each([
  ['a closed connection', 'reset'],
  ['half of a table, then silence', 'stall'],
  ['half of a table, then a closed connection', 'cut'],
  ['an outage', refusal(500, null)],
] as [string, BadEnd][])('%s in place of a result file is a fault that passes', async (_end, end) => {
  const resultFiles = [host.addFile('results.csv', 'step,train_loss\n1,0.5\n')];
  host.faults.add({ on: /content$/, moment: 'after', end });
  await expect(hasty.results({ resultFiles })).rejects.toMatchObject({ name: 'ProviderUnavailable' });
  expect(await provider.results({ resultFiles })).toContain('0.5');
});

test('a host that is not there is told from one that is slow', async () => {
  await host.stop();
  await expect(provider.model('base')).rejects.toThrow('gave no answer that can be read (ECONNREFUSED)');
});

describe('a job that is asked for and refused', () => {
  const busy = { name: 'ProviderUnavailable', notDone: true };
  const uncertain = { name: 'ProviderUnavailable', notDone: false };
  test.each([
    ['429', refusal(429, 'rate_limit_exceeded'), busy],
    [
      '429 with retry-after',
      { ...refusal(429, null), headers: { 'retry-after': '7' } },
      { ...busy, retryAfterSeconds: 7 },
    ],
    ['429 for want of money', refusal(429, 'insufficient_quota'), { name: 'ProviderRefused' }],
    ['a file that is not ready', refusal(400, null, "File 'file-1' is not ready. Please wait."), busy],
    ['a file that is being processed', refusal(400, null, 'The file is still being processed'), busy],
    ['400', refusal(400, 'invalid_file'), { name: 'ProviderRefused' }],
    ['401', refusal(401, 'invalid_api_key'), { name: 'KeyRefused' }],
    ['403', refusal(403, 'forbidden'), { name: 'ProviderRefused' }],
    ['408', refusal(408, null), uncertain],
    ['409', refusal(409, null), uncertain],
    ['409 of something being processed', refusal(409, null, 'It is still being processed'), uncertain],
    ['500', refusal(500, null), uncertain],
    ['501', refusal(501, null), { name: 'ProviderRefused' }],
    [
      '503 with retry-after',
      { ...refusal(503, null), headers: { 'retry-after': '30' } },
      { ...uncertain, retryAfterSeconds: 30 },
    ],
  ])('with %s is told as what it is', async (_what, end, expected) => {
    host.faults.add({ on: /^POST/, end });
    await expect(provider.create({ ...REQUEST, trainingFile })).rejects.toMatchObject(expected);
  });

  test('because the account may not train is told with the way out', async () => {
    host.faults.add({ on: /^POST/, end: refusal(403, 'training_not_available') });
    await expect(provider.create({ ...REQUEST, trainingFile })).rejects.toMatchObject({
      name: 'ProviderRefused',
      remedy: expect.stringMatching(/"embedded".*"openai-compatible" with another host/),
    });
  });

  test("is told without the host's own sentences, which may quote a row", async () => {
    host.faults.add({ on: /^POST/, end: refusal(400, 'Row 17 says: Dear Anna', 'Row 17 says: Dear Anna') });
    const error = await provider.create({ ...REQUEST, trainingFile }).catch((caught: Error) => caught);
    expect(`${(error as Error).message}`).toBe('provider openai-compatible answered 400 (no code)');
  });
});

test.each([404, 405, 501])('what a host does not offer and no run depends on, it does not have: %i', async (status) => {
  const id = host.jobs[0]?.id ?? '';
  host.faults.add({ on: /(events|checkpoints|models\/base|v1\/files)$/, end: refusal(status, null), times: 4 });
  expect(await provider.events(id)).toEqual([]);
  expect(await provider.checkpoints(id)).toEqual([]);
  expect(await provider.model('base')).toBeUndefined();
  expect(await provider.filesNamed(['a'], since)).toBeUndefined();
});

describe('what is gone already', () => {
  test('is no error to remove', async () => {
    await provider.removeFiles(['file-99']);
    await provider.deleteModel('ft:gone');
    await provider.cancel('job-99');
  });

  test.each([405, 501])('is not what a host answers that does not delete: %i', async (status) => {
    host.faults.add({ on: /^DELETE/, end: refusal(status, null), times: 2 });
    await expect(provider.removeFiles(['file-1'])).rejects.toMatchObject({ name: 'ProviderRefused' });
    await expect(provider.deleteModel('ft:one')).rejects.toMatchObject({ name: 'ProviderRefused' });
  });

  test('is not what a host says that knows the job and has no way to cancel it', async () => {
    host.faults.add({ on: /cancel$/, end: refusal(404, null) });
    await expect(provider.cancel(host.jobs[0]?.id ?? '')).rejects.toMatchObject({ name: 'ProviderRefused' });
  });
});
