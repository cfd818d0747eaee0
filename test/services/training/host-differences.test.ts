import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { refusal } from '../../support/host-faults.ts';
import { hostTraining, REQUEST, someLines } from '../../support/host-training.ts';
import { type HostWays, PaidHost } from '../../support/paid-host.ts';

let host: PaidHost;
beforeEach(async () => {
  host = await new PaidHost().start();
});
afterEach(() => host.stop());

const create = () => hostTraining(host).create({ ...REQUEST, trainingFile: host.addFile('run-1-train.jsonl', '{}') });
const meet = (ways: Partial<HostWays>) => Object.assign(host.ways, ways);

describe('a job is asked for', () => {
  test("in OpenAI's form", async () => {
    await create();
    expect(host.jobs[0]?.request).toMatchObject({
      method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 3 } } },
      metadata: { labelsmith_token: 'run-1' },
      seed: 7,
      suffix: 'mails',
    });
  });

  test('in the older form where a host does not know the newer one, and once', async () => {
    meet({ refuses: ['method', 'seed'] });
    await create();
    expect(host.jobs).toHaveLength(1);
    expect(host.jobs[0]?.request).toMatchObject({ hyperparameters: { n_epochs: 3 }, suffix: 'mails' });
    expect(host.jobs[0]?.request).not.toHaveProperty('seed');
  });

  test("in the older form where a host's validation names the field in its own way", async () => {
    const detail = [{ type: 'extra_forbidden', loc: ['body', 'method'], msg: 'Extra inputs are not permitted' }];
    host.faults.add({ on: /^POST/, end: { status: 422, body: { detail } } });
    await create();
    expect(host.jobs[0]?.request).toHaveProperty('hyperparameters');
  });

  test('no second time where the refusal is about a value', async () => {
    host.faults.add({ on: /^POST/, end: refusal(400, 'invalid_value', "Invalid 'seed': too large", 'seed') });
    await expect(create()).rejects.toMatchObject({ name: 'ProviderRefused' });
    expect(host.requests.filter((request) => request.startsWith('POST'))).toHaveLength(1);
  });
});

describe('a host may', () => {
  const retrieve = async (answer: object) => {
    host.faults.add({ on: /^GET/, end: { status: 200, body: { id: 'j', status: 'running', ...answer } } });
    return hostTraining(host).retrieve('j');
  };

  test.each([
    ['null for a list of files', { result_files: null }, { resultFiles: [] }],
    ['objects for files', { result_files: [{ id: 'file-1', object: 'file' }] }, { resultFiles: ['file-1'] }],
    ['an error without content', { error: { code: '', message: '', param: null } }, { error: null }],
    ['an error that is a text', { error: 'none' }, { error: null }],
    ['a number as text', { trained_tokens: '12' }, { trainedTokens: 12 }],
    ['a number with a fraction', { trained_tokens: 12.5 }, { trainedTokens: 13 }],
    ['metadata that is no object', { metadata: 'x' }, { token: null }],
    [
      'a date for a time',
      { estimated_finish: '2026-01-01T00:00:00Z' },
      { estimatedFinish: '2026-01-01T00:00:00.000Z' },
    ],
    ['a word of its own for a status', { status: 'Paused' }, { status: 'queued' }],
  ])('send %s', async (_what, answer, expected) => {
    expect(await retrieve(answer)).toMatchObject(expected);
  });

  test('tell steps and checkpoints by other types, and leave some out', async () => {
    await create();
    const [job] = host.jobs;
    job?.events.push(
      { id: 'e1', created_at: 1, level: 'info', message: 'm', data: { step: 1.5, train_loss: '0.5' } },
      { created_at: 2, message: null },
    );
    job?.checkpoints.push({ id: 'c1' }, { id: 'c2', fine_tuned_model_checkpoint: 'ft:c', step_number: 7.2 });
    const provider = hostTraining(host);
    expect(await provider.events(job?.id ?? '')).toEqual([
      { id: 'e1', at: '1970-01-01T00:00:01.000Z', level: 'info', message: 'm', progress: { step: 1 } },
      { id: expect.any(String), at: '1970-01-01T00:00:02.000Z', level: 'info', message: '', progress: null },
    ]);
    expect(await provider.checkpoints(job?.id ?? '')).toEqual([{ id: 'c2', model: 'ft:c', step: 7, metrics: {} }]);
  });

  test.each([
    ['as text', 'step,train_loss\n1,0.5\n'],
    ['as base64', Buffer.from('step,train_loss\n1,0.5\n').toString('base64')],
  ])('send a result file %s, among others that hold no table', async (_how, content) => {
    const resultFiles = ['file-99', host.addFile('empty.csv', ''), host.addFile('results.csv', content)];
    expect(await hostTraining(host).results({ resultFiles })).toBe('step,train_loss\n1,0.5\n');
  });

  test('list its events on many pages', async () => {
    await create();
    const [job] = host.jobs;
    for (let n = 0; n < 250; n += 1) job?.events.push({ id: `e${n}`, created_at: n, message: 'm' });
    const events = await hostTraining(host).events(job?.id ?? '');
    expect(events.map(({ id }) => id)).toEqual(Array.from({ length: 250 }, (_, n) => `e${n}`));
  });

  test('keep its newest events alone, without ids: each has the same name as before', async () => {
    await create();
    const [job] = host.jobs;
    for (let n = 0; n < 3; n += 1) job?.events.push({ created_at: 5, message: `Step ${n}` });
    const idsNow = async () => (await hostTraining(host).events(job?.id ?? '')).map(({ id }) => id);
    const [, ...kept] = await idsNow();
    job?.events.shift();
    expect(await idsNow()).toEqual(kept);
  });

  test('say when a model goes out of service', async () => {
    meet({ models: { base: '2027-01-14' } });
    expect(await hostTraining(host).model('base')).toEqual({ shutdownDate: '2027-01-14' });
  });
});

describe('a key that was replaced', () => {
  /** A secret whose value is read anew after it was forgotten, and not before. */
  const secret = (values: string[]) => ({
    read: async () => values[0] ?? 'none',
    forget: () => void values.shift(),
  });

  test('is read anew at the first refusal, and the request made once more', async () => {
    meet({ keys: ['new'] });
    const provider = hostTraining(host, secret(['old', 'new']));
    expect(await provider.model('base')).toEqual({ shutdownDate: null });
    await provider.upload('a.jsonl', someLines());
    expect(host.requests).toEqual(['GET /v1/models/base', 'GET /v1/models/base', 'POST /v1/files']);
  });

  test('has an upload sent once more, whole', async () => {
    meet({ keys: ['new'] });
    const id = await hostTraining(host, secret(['old', 'new'])).upload('a.jsonl', someLines());
    expect(host.files.get(id)).toMatchObject({ filename: 'a.jsonl', content: '{"a":1}\n{"a":2}\n' });
    expect(host.files.size).toBe(1);
  });

  test('and is not valid either is refused, after two requests', async () => {
    meet({ keys: ['other'] });
    await expect(hostTraining(host, secret(['old', 'new'])).model('base')).rejects.toMatchObject({
      name: 'KeyRefused',
    });
    expect(host.requests).toHaveLength(2);
  });
});
