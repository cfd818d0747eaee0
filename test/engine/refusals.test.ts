import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { sportFile } from './example-files.ts';
import { clientOf, pollToEnd, startEngine, upload } from './start-engine.ts';

const errorBody = z.object({
  error: z.strictObject({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable(),
    code: z.string().nullable(),
  }),
});

describe('a training file that cannot be learnt from fails the job, not the request', () => {
  const files: [string, string, { code: string; message: RegExp }][] = [
    ['too few examples', sportFile('chat', 9), { code: 'invalid_n_examples', message: /has 9 example.* at least 10/ }],
    ['no examples', '\n\n', { code: 'invalid_n_examples', message: /has 0 example/ }],
    [
      'one label only',
      sportFile('chat', 40).replaceAll('baseball"', 'hockey"'),
      { code: 'invalid_n_examples', message: /same answer/ },
    ],
    [
      'a broken line',
      `${sportFile('chat', 11)}{"messages": [`,
      { code: 'invalid_file_format', message: /^Line 12 is not JSON/ },
    ],
    [
      'a line that is no example',
      `${sportFile('completion', 12)}{"secret": "x"}\n`,
      { code: 'invalid_file_format', message: /^Line 13 is no example/ },
    ],
    [
      'a different answer in every line',
      Array.from({ length: 1001 }, (_, n) => JSON.stringify({ prompt: 'p', completion: `${n}` })).join('\n'),
      { code: 'invalid_file_format', message: /more than 1000 different answers/ },
    ],
  ];

  test.each(files)('%s', async (_, jsonl, { code, message }) => {
    const { client } = startEngine({ advanceOnRead: true });
    const job = await client.fineTuning.jobs.create({ model: 'ada', training_file: await upload(client, jsonl) });
    const ended = await pollToEnd(client, job.id);
    expect(ended).toMatchObject({ status: 'failed', error: { code, param: 'training_file' }, fine_tuned_model: null });
    expect(ended.error?.message).toMatch(message);
    expect(ended.error?.message).not.toContain('secret');
  });

  test('a broken validation file is named as the one at fault', async () => {
    const { client } = startEngine({ advanceOnRead: true });
    const training_file = await upload(client, sportFile('chat', 20));
    const validation_file = await upload(client, 'not json');
    const job = await client.fineTuning.jobs.create({ model: 'ada', training_file, validation_file });
    const ended = await pollToEnd(client, job.id);
    expect(ended.error).toMatchObject({ code: 'invalid_file_format', param: 'validation_file' });
  });
});

describe('a request that cannot be served is refused in OpenAI’s shape', () => {
  const json = (body: unknown) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const requests: [string, string, RequestInit, number, string | null][] = [
    ['an unknown route', '/v1/nonsense', {}, 404, 'unknown_url'],
    ['a route outside /v1', '/', {}, 404, 'unknown_url'],
    ['a route of OpenAI’s that is not offered', '/v1/embeddings', { method: 'POST' }, 501, 'not_offered'],
    ['pausing a job that does not exist', '/v1/fine_tuning/jobs/ftjob-1/pause', { method: 'POST' }, 404, null],
    ['a job that does not exist', '/v1/fine_tuning/jobs/ftjob-1', {}, 404, null],
    ['a file whose id is a path', '/v1/files/..%2Fjobs%2Fx', {}, 404, null],
    ['a model whose id is a path', '/v1/models/ft:..%2F..%2Fuploads', {}, 404, 'model_not_found'],
    ['a body that is not JSON', '/v1/completions', { method: 'POST', body: '{' }, 400, null],
    ['a body without a model', '/v1/completions', json({ prompt: 'x' }), 400, 'missing_required_parameter'],
    [
      'a base model asked for an answer',
      '/v1/completions',
      json({ model: 'ada', prompt: 'x' }),
      400,
      'model_not_tuned',
    ],
    ['an unknown model', '/v1/completions', json({ model: 'gpt-9', prompt: 'x' }), 404, 'model_not_found'],
    [
      'a base model that cannot be tuned',
      '/v1/fine_tuning/jobs',
      json({ model: 'gpt-9', training_file: 'f' }),
      400,
      'model_not_available',
    ],
    [
      'a training file that does not exist',
      '/v1/fine_tuning/jobs',
      json({ model: 'ada', training_file: 'f' }),
      400,
      'invalid_file',
    ],
    [
      '51 epochs',
      '/v1/fine_tuning/jobs',
      json({ model: 'ada', training_file: 'f', hyperparameters: { n_epochs: 51 } }),
      400,
      'invalid_value',
    ],
    ['a page of no items', '/v1/files?limit=0', {}, 400, null],
    ['an upload that is no form', '/v1/files', json({}), 400, null],
    ['the deletion of a base model', '/v1/models/ada', { method: 'DELETE' }, 403, 'base_model'],
  ];

  test.each(requests)('%s', async (_, path, init, status, code) => {
    const response = await startEngine().engine.fetch(new Request(`http://engine.local${path}`, init));
    expect(response.status).toBe(status);
    const { error } = errorBody.parse(await response.json());
    expect(error.code).toBe(code);
    expect(error.message.length).toBeGreaterThan(10);
  });

  test('a file that says it is larger than 512 MB, before it is read', async () => {
    const headers = { 'content-length': String(600 * 2 ** 20), 'content-type': 'multipart/form-data; boundary=x' };
    const request = new Request('http://engine.local/v1/files', { method: 'POST', headers, body: 'x' });
    expect((await startEngine().engine.fetch(request)).status).toBe(413);
  });

  test('a fault of the store is reported inside and not told outside', async () => {
    const faults: unknown[] = [];
    const { engine, store } = startEngine({ reportFault: (fault) => faults.push(fault) });
    await store.write('engine/files/file-1.json', 'a secret that is not JSON');
    const response = await engine.fetch(new Request('http://engine.local/v1/files'));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
    expect(faults).toHaveLength(1);
  });
});

describe('with keys configured', () => {
  test('only they open the door', async () => {
    const { engine } = startEngine({ apiKeys: ['right', 'also-right'] });
    await expect(clientOf(engine, 'wrong').models.list()).rejects.toMatchObject({
      status: 401,
      code: 'invalid_api_key',
    });
    expect((await clientOf(engine, 'also-right').models.list()).data.length).toBeGreaterThan(1);
  });
});
