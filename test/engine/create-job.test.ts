import { describe, expect, test } from '@jest/globals';
import OpenAI, { toFile } from 'openai';
import { estimatedFinish } from '../../engine/jobs/estimated-finish.ts';
import type { EpochRow } from '../../engine/records/job-record.ts';
import { sportFile } from './example-files.ts';
import { startEngine, upload } from './start-engine.ts';

type Body = OpenAI.FineTuning.Jobs.JobCreateParams;

describe('the same token', () => {
  async function createTwice(change: (client: OpenAI) => Promise<Partial<Body>>) {
    const { client } = startEngine();
    const body: Body = {
      model: 'ada',
      training_file: await upload(client, sportFile('chat', 20)),
      validation_file: await upload(client, sportFile('chat', 10, 50)),
      metadata: { labelsmith_token: 'one' },
    };
    const first = await client.fineTuning.jobs.create(body);
    return { first, second: client.fineTuning.jobs.create({ ...body, ...(await change(client)) }), client };
  }

  test('with the same files uploaded anew is the same job', async () => {
    const { first, second, client } = await createTwice(async (api) => ({
      training_file: await upload(api, sportFile('chat', 20)),
      validation_file: await upload(api, sportFile('chat', 10, 50)),
    }));
    expect((await second).id).toBe(first.id);
    expect((await client.fineTuning.jobs.list()).data).toHaveLength(1);
  });

  test('is the same job when its files are gone by now', async () => {
    const { client, engine } = startEngine();
    const training_file = await upload(client, sportFile('chat', 20));
    const body: Body = { model: 'ada', training_file, metadata: { token: 'one' } };
    const first = await client.fineTuning.jobs.create(body);
    await engine.advance(first.id, { budgetMs: 60_000 });
    await client.files.delete(training_file);
    expect(await client.fineTuning.jobs.create(body)).toMatchObject({ id: first.id, status: 'succeeded' });
  });

  test.each([
    ['another training file', async (api: OpenAI) => ({ training_file: await upload(api, 'other') }), /training_file/],
    ['no validation file', async () => ({ validation_file: null }), /validation_file/],
    ['another seed and suffix', async () => ({ seed: 7, suffix: 'x' }), /suffix, seed/],
    ['another model', async () => ({ model: 'babbage-002' }), /model/],
    ['other hyperparameters', async () => ({ hyperparameters: { n_epochs: 3 } }), /hyperparameters/],
  ] as [string, (api: OpenAI) => Promise<Partial<Body>>, RegExp][])(
    'with %s is a conflict that says so',
    async (_, change, named) => {
      const { second } = await createTwice(change);
      const refusal: unknown = await second.catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(OpenAI.ConflictError);
      expect(refusal).toMatchObject({ status: 409, code: 'token_in_use', param: 'metadata' });
      expect(String(refusal)).toMatch(named);
    },
  );
});

test('more jobs than may wait are refused until one has ended; a known token is answered all the same', async () => {
  const { client, engine } = startEngine({ limits: { waitingJobs: 2 } });
  const training_file = await upload(client, sportFile('chat', 20));
  const create = (token: string) =>
    client.fineTuning.jobs.create({ model: 'ada', training_file, metadata: { labelsmith_token: token } });
  const first = await create('1');
  const second = await create('2');
  const refusal: unknown = await create('3').catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(OpenAI.RateLimitError);
  expect(refusal).toMatchObject({ code: 'rate_limit_exceeded' });
  expect((await create('1')).id).toBe(first.id);
  await client.fineTuning.jobs.pause(second.id);
  expect((await create('3')).status).toBe('validating_files');
  await engine.advance(first.id, { budgetMs: 60_000 });
  expect((await create('4')).status).toBe('validating_files');
});

describe('a job is refused', () => {
  const SEVENTEEN = Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`k${n}`, 'v']));
  test.each([
    ['for preference tuning', { method: { type: 'dpo' } }, 'method.type', /expected 'supervised'/],
    ['for reinforcement', { method: { type: 'reinforcement' } }, 'method.type', /expected 'supervised'/],
    [
      'with an integration',
      { integrations: [{ type: 'wandb', wandb: { project: 'p' } }] },
      'integrations',
      /not offered/,
    ],
    ['with a field that means nothing', { epochs: 4 }, 'epochs', /epochs/],
    ['with an unknown hyperparameter', { hyperparameters: { epochs: 4 } }, 'hyperparameters.epochs', /epochs/],
    ['with 17 pairs of metadata', { metadata: SEVENTEEN }, 'metadata', /16 pairs/],
    ['with metadata that is too long', { metadata: { k: 'v'.repeat(513) } }, 'metadata.k', /512/],
    ['with a suffix that is too long', { suffix: 's'.repeat(65) }, 'suffix', /64/],
    ['with a negative seed', { seed: -1 }, 'seed', />=0/],
    ['without a training file', { training_file: '' }, 'training_file', />=1/],
  ])('%s', async (_, change, param, message) => {
    const { client } = startEngine();
    const training_file = await upload(client, sportFile('chat', 20));
    const created = client.fineTuning.jobs.create({ model: 'ada', training_file, ...change } as Body);
    await expect(created).rejects.toMatchObject({ status: 400, param, message: expect.stringMatching(message) });
  });

  test('for a file that was uploaded for something else', async () => {
    const { client } = startEngine();
    const file = await client.files.create({ file: await toFile(Buffer.from('x'), 'x'), purpose: 'batch' });
    const created = client.fineTuning.jobs.create({ model: 'ada', training_file: file.id });
    await expect(created).rejects.toMatchObject({ status: 400, code: 'invalid_file_purpose', param: 'training_file' });
  });

  test('nowhere for nulls and empty lists, which some clients send for what they do not say', async () => {
    const { client } = startEngine();
    const training_file = await upload(client, sportFile('chat', 20));
    const nothing = { validation_file: null, suffix: null, seed: null, metadata: null, integrations: [] };
    const job = await client.fineTuning.jobs.create({ model: 'ada', training_file, ...nothing });
    expect(job).toMatchObject({ status: 'validating_files', metadata: null, seed: 0, validation_file: null });
  });
});

describe('jobs are found by their metadata:', () => {
  async function listed(query: string): Promise<unknown> {
    const { client, engine } = startEngine();
    const training_file = await upload(client, sportFile('chat', 20));
    const jobs = [null, {}, { team: 'a' }, { team: 'a', note: '' }, { team: 'b', note: 'x=1&y' }];
    for (const metadata of jobs) await client.fineTuning.jobs.create({ model: 'ada', training_file, metadata });
    const response = await engine.fetch(new Request(`http://engine.local/v1/fine_tuning/jobs?${query}`));
    const { data } = (await response.json()) as { data?: { metadata: unknown }[] };
    return data ? data.map(({ metadata }) => JSON.stringify(metadata)).sort() : response.status;
  }

  test.each([
    ['', 5],
    ['metadata[team]=a', ['{"team":"a","note":""}', '{"team":"a"}']],
    ['metadata%5Bteam%5D=a&metadata%5Bnote%5D=', ['{"team":"a","note":""}']],
    ['metadata[note]=x%3D1%26y', ['{"team":"b","note":"x=1&y"}']],
    ['metadata[toString]=x', []],
    ['metadata=null', ['null']],
    ['metadata=null&metadata[team]=a', 400],
    ['metadata=a', 400],
  ])('%p', async (query, expected) => {
    const found = await listed(query);
    if (typeof expected === 'number' && Array.isArray(found)) expect(found).toHaveLength(expected);
    else expect(found).toEqual(expected);
  });
});

describe('the estimated finish', () => {
  const rows = (...seconds: number[]): EpochRow[] =>
    seconds.map((second, index) => ({
      epoch: index + 1,
      trainLoss: 1,
      trainAccuracy: 1,
      validLoss: null,
      validAccuracy: null,
      improvement: 1,
      at: new Date(second * 1_000).toISOString(),
    }));

  test.each([
    ['two epochs done', 'running', rows(100, 110), 110 + 8 * 10],
    ['a pause among the last epochs', 'running', rows(100, 110, 500, 511), 511 + 6 * 10],
    ['quick epochs long ago', 'running', rows(1, 2, 10, 20, 30, 40, 50), 50 + 3 * 8],
    ['one epoch done', 'running', rows(100), null],
    ['no longer running', 'succeeded', rows(100, 110), null],
    ['paused', 'paused', rows(100, 110), null],
  ] as const)('with %s', (_, status, epochs, seconds) => {
    const finish = estimatedFinish({ status, epochs: [...epochs], hyperparameters: { n_epochs: 10 } });
    expect(finish).toBe(seconds === null ? null : seconds * 1_000);
  });
});

test('who may use a checkpoint is not offered', async () => {
  const { client } = startEngine();
  const asked = client.get('/fine_tuning/checkpoints/ft:x/permissions');
  await expect(asked).rejects.toMatchObject({ status: 501, code: 'not_offered' });
});
