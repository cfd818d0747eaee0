import { describe, expect, test } from '@jest/globals';
import { createEngine } from '../../engine/engine.ts';
import { asLines, chatLine, createBatch, resultLines, trainSports } from './batch-files.ts';
import { sportText } from './example-files.ts';
import { MortalStore } from './mortal-store.ts';
import { clientOf, startEngine, upload } from './start-engine.ts';

const LEASE_MS = 10_000;
/** One step, then back. */
const STEP = { budgetMs: LEASE_MS, softMs: 0 };
const ALL = { budgetMs: 600_000 };

/** An engine with a model, and a clock that only the test moves. */
async function startServing() {
  const time = { now: Date.parse('2026-11-22T10:00:00Z') };
  const clock = () => new Date(time.now);
  const started = startEngine({ clock });
  return { ...started, time, clock, model: await trainSports(started.engine) };
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
const idsOf = (lines: readonly { custom_id: string }[]) => lines.map(({ custom_id }) => custom_id);

describe('a batch', () => {
  test('is answered in the order of its input, as the routes answer', async () => {
    const { client, engine, model } = await startServing();
    const created = await createBatch(client, asLines(numbers(30).map((n) => chatLine(model, n))), {
      metadata: { night: '1' },
    });
    expect(created).toMatchObject({ status: 'validating', request_counts: { total: 0, completed: 0, failed: 0 } });
    const ended = await engine.advanceBatch(created.id, ALL);
    expect(ended).toMatchObject({
      status: 'completed',
      model,
      metadata: { night: '1' },
      request_counts: { total: 30, completed: 30, failed: 0 },
    });
    expect(ended).not.toHaveProperty('error_file_id');
    const lines = await resultLines(client, ended.output_file_id);
    expect(idsOf(lines)).toEqual(numbers(30).map((n) => `request-${n}`));
    for (const [n, { response, error }] of lines.entries()) {
      expect(error).toBeNull();
      expect(response?.status_code).toBe(200);
      expect(response?.body.choices).toMatchObject([{ message: { content: n % 2 === 0 ? 'hockey' : 'baseball' } }]);
    }
    expect(await client.batches.retrieve(created.id)).toEqual(ended);
    expect(await engine.pendingBatches()).toEqual([]);
  });

  test('of completions answers completions', async () => {
    const { client, engine } = startEngine();
    const model = await trainSports(engine, 'completion');
    const body = { model, prompt: `${sportText('hockey', 3)}\n\n###\n\n`, max_tokens: 1, logprobs: 2 };
    const line = { custom_id: 'a', method: 'POST', url: '/v1/completions', body };
    const { id } = await createBatch(client, asLines([line]), { endpoint: '/v1/completions' });
    const ended = await engine.advanceBatch(id, ALL);
    const [answer] = await resultLines(client, ended.output_file_id);
    expect(answer?.response?.body.choices).toMatchObject([{ text: ' hockey', logprobs: { tokens: [' hockey'] } }]);
  });

  test('is answered by reading it, where reading is what does the work', async () => {
    const { client, engine } = startEngine({ advanceOnRead: true, softMs: 0 });
    const model = await trainSports(engine);
    const { id } = await createBatch(client, asLines([chatLine(model, 0)]));
    const statuses: string[] = [];
    for (let reads = 0; reads < 3; reads += 1) statuses.push((await client.batches.retrieve(id)).status);
    expect(statuses).toEqual(['in_progress', 'finalizing', 'completed']);
  });

  test('needs no key to ask from inside', async () => {
    const { engine } = startEngine({ apiKeys: ['right'] });
    const client = clientOf(engine, 'right');
    const { id } = await createBatch(client, asLines([chatLine('ft:none', 0)]));
    const ended = await engine.advanceBatch(id, ALL);
    const [line] = await resultLines(client, ended.error_file_id);
    expect(line?.response).toMatchObject({ status_code: 404, body: { error: { code: 'model_not_found' } } });
  });

  test('keeps its files as long as it was told', async () => {
    const { client, engine, model } = await startServing();
    const { id } = await createBatch(client, asLines([chatLine(model, 0)]), {
      output_expires_after: { anchor: 'created_at', seconds: 7_200 },
    });
    const ended = await engine.advanceBatch(id, ALL);
    const file = await client.files.retrieve(ended.output_file_id ?? '');
    expect(file).toMatchObject({ purpose: 'batch_output', filename: `${id}_output.jsonl` });
    expect(file.expires_at).toBe(file.created_at + 7_200);
  });

  test('is listed newest first, by the SDK’s pages', async () => {
    const { client, time } = await startServing();
    const created: string[] = [];
    for (const n of numbers(3)) {
      time.now += 1_000;
      created.push((await createBatch(client, asLines([chatLine('m', n)]))).id);
    }
    const listed: string[] = [];
    for await (const { id } of client.batches.list({ limit: 2 })) listed.push(id);
    expect(listed).toEqual(created.toReversed());
  });
});

test('requests that fail go to the error file, each with what a client would have been told', async () => {
  const { client, engine, model } = await startServing();
  const messages = [{ role: 'user', content: 'puck' }];
  const lines = [
    chatLine(model, 0),
    chatLine('ft:none', 1),
    chatLine('ada', 2),
    chatLine(model, 3, { body: { model } }),
    chatLine(model, 4, { body: { model, messages, stream: true } }),
    chatLine(model, 5),
  ];
  const { id } = await createBatch(client, asLines(lines));
  const ended = await engine.advanceBatch(id, ALL);
  expect(ended).toMatchObject({ status: 'completed', request_counts: { total: 6, completed: 2, failed: 4 } });
  expect(ended).not.toHaveProperty('model');
  expect(idsOf(await resultLines(client, ended.output_file_id))).toEqual(['request-0', 'request-5']);
  const errors = await resultLines(client, ended.error_file_id);
  expect(idsOf(errors)).toEqual(['request-1', 'request-2', 'request-3', 'request-4']);
  expect(errors.map(({ response, error }) => response?.status_code ?? error?.code)).toEqual([
    404,
    400,
    400,
    'invalid_value',
  ]);
  expect(new Set(errors.map((line) => line.id)).size).toBe(4);
});

describe('an input file that cannot be a batch fails it, with the lines at fault:', () => {
  const good = chatLine('m', 0);
  const cases: [string, string, { code: string; line: number | null }[]][] = [
    ['no requests', '\n \r\n', [{ code: 'empty_file', line: null }]],
    ['garbage', '\u0000\u0001garbage', [{ code: 'invalid_json_line', line: 1 }]],
    ['a broken line', `${asLines([good])}{"custom_id":\n`, [{ code: 'invalid_json_line', line: 2 }]],
    [
      'a line without an end',
      `${asLines([good])}{"custom_id":"${'x'.repeat(17_000_000)}`,
      [{ code: 'invalid_json_line', line: 2 }],
    ],
    ['a line that is no object', `[]\n${asLines([good])}`, [{ code: 'invalid_json_line', line: 1 }]],
    [
      'a custom_id used twice',
      `${asLines([good])}\n${asLines([chatLine('m', 1), good, good])}`,
      [
        { code: 'duplicate_custom_id', line: 4 },
        { code: 'duplicate_custom_id', line: 5 },
      ],
    ],
    [
      'no custom_id',
      asLines([chatLine('m', 0, { custom_id: undefined })]),
      [{ code: 'missing_required_parameter', line: 1 }],
    ],
    ['another method', asLines([chatLine('m', 0, { method: 'GET' })]), [{ code: 'invalid_method', line: 1 }]],
    ['another url', asLines([chatLine('m', 0, { url: '/v1/completions' })]), [{ code: 'mismatched_url', line: 1 }]],
    ['no body', asLines([chatLine('m', 0, { body: null })]), [{ code: 'missing_required_parameter', line: 1 }]],
    ['too many requests', `${JSON.stringify(good)}\n`.repeat(50_001), [{ code: 'too_many_requests', line: 50_001 }]],
  ];

  test.each(cases)('%s', async (_, content, faults) => {
    const { client, engine, store } = startEngine();
    const { id } = await createBatch(client, content);
    const ended = await engine.advanceBatch(id, ALL);
    expect(ended).toMatchObject({ status: 'failed', request_counts: { total: 0, completed: 0, failed: 0 } });
    expect(ended.errors).toMatchObject({ object: 'list', data: faults });
    expect(ended.errors?.data).toHaveLength(faults.length);
    expect(ended.failed_at).toBeGreaterThan(0);
    expect(JSON.stringify(ended)).not.toContain('garbage');
    expect(store.keys('engine/batches/')).toEqual([`engine/batches/${id}.json`]);
  });

  test('a byte order mark, CRLF and blank lines are no faults', async () => {
    const { client, engine, model } = await startServing();
    const content = `\uFEFF${JSON.stringify(chatLine(model, 0))}\r\n\r\n${JSON.stringify(chatLine(model, 1))}`;
    const { id } = await createBatch(client, content);
    expect(await engine.advanceBatch(id, ALL)).toMatchObject({ request_counts: { total: 2, completed: 2 } });
  });
});

describe('a process killed while it answers a batch', () => {
  const COUNT = 1_200;
  test.each([
    ['before a part is written', (key: string) => key.endsWith('.part-1.json')],
    ['before a part is recorded', (key: string, body: string) => !key.includes('.part-') && /"parts": 2/.test(body)],
    ['before the output file is written', (key: string) => /file-.*\.content$/.test(key)],
    ['before the output file is told of', (key: string) => /file-.*\.json$/.test(key)],
    [
      'before the end is recorded',
      (key: string, body: string) => key.includes('batches') && /"status": "completed"/.test(body),
    ],
  ])('%s loses and repeats nothing', async (_, isFatal) => {
    const { client, store, clock, time, model } = await startServing();
    const lines = numbers(COUNT).map((n) => chatLine(n % 100 === 7 ? 'ft:none' : model, n));
    const { id } = await createBatch(client, asLines(lines));
    const mortal = new MortalStore(store, (key, body) => isFatal(key, String(body)));
    void createEngine({ store: mortal, clock }).advanceBatch(id, { budgetMs: LEASE_MS });
    await mortal.died;
    time.now += LEASE_MS;
    const next = createEngine({ store, clock });
    const ended = await next.advanceBatch(id, ALL);
    expect(ended).toMatchObject({
      status: 'completed',
      request_counts: { total: COUNT, completed: 1_188, failed: 12 },
    });
    const failed = numbers(12).map((n) => `request-${n * 100 + 7}`);
    expect(idsOf(await resultLines(client, ended.error_file_id))).toEqual(failed);
    const output = idsOf(await resultLines(client, ended.output_file_id));
    expect(output).toEqual(
      numbers(COUNT)
        .map((n) => `request-${n}`)
        .filter((name) => !failed.includes(name)),
    );
    expect(store.keys('engine/batches/')).toEqual([`engine/batches/${id}.json`]);
  });
});

test('several engines that advance a batch at once answer it once', async () => {
  const { client, store, clock, model } = await startServing();
  const { id } = await createBatch(client, asLines(numbers(1_100).map((n) => chatLine(model, n))));
  const engines = numbers(3).map(() => createEngine({ store, clock }));
  await Promise.all(engines.map((engine) => engine.advanceBatch(id, ALL)));
  const ended = await client.batches.retrieve(id);
  expect(ended).toMatchObject({ status: 'completed', request_counts: { completed: 1_100 } });
  expect(await resultLines(client, ended.output_file_id)).toHaveLength(1_100);
});

describe('a batch that is cancelled', () => {
  test('keeps what has been answered', async () => {
    const { client, engine, model, store } = await startServing();
    const { id } = await createBatch(client, asLines(numbers(1_100).map((n) => chatLine(model, n))));
    await engine.advanceBatch(id, STEP);
    await engine.advanceBatch(id, STEP);
    expect((await client.batches.cancel(id)).status).toBe('cancelling');
    expect((await client.batches.cancel(id)).status).toBe('cancelling');
    const ended = await engine.advanceBatch(id, ALL);
    expect(ended).toMatchObject({ status: 'cancelled', request_counts: { total: 1_100, completed: 500, failed: 0 } });
    expect(await resultLines(client, ended.output_file_id)).toHaveLength(500);
    expect((await client.batches.cancel(id)).status).toBe('cancelled');
    expect(store.keys('engine/batches/')).toEqual([`engine/batches/${id}.json`]);
  });

  test('while a part is answered ends with what was recorded before', async () => {
    const { client, engine, model, store, clock } = await startServing();
    const { id } = await createBatch(client, asLines(numbers(1_100).map((n) => chatLine(model, n))));
    let cancelling: Promise<unknown> | undefined;
    const watched = new MortalStore(store, (key) => {
      if (key.endsWith('.part-0.json')) cancelling ??= client.batches.cancel(id);
      return false;
    });
    await createEngine({ store: watched, clock }).advanceBatch(id, ALL);
    await cancelling;
    const ended = await engine.advanceBatch(id, ALL);
    expect(ended.status).toBe('cancelled');
    expect(ended.request_counts.completed).toBeLessThan(1_100);
    const kept = await resultLines(client, ended.output_file_id);
    expect(idsOf(kept)).toEqual(numbers(ended.request_counts.completed).map((n) => `request-${n}`));
    expect(store.keys('engine/batches/')).toEqual([`engine/batches/${id}.json`]);
  });

  test('before its file was looked at has no files', async () => {
    const { client, engine } = startEngine();
    const { id } = await createBatch(client, 'garbage');
    await client.batches.cancel(id);
    const ended = await engine.advanceBatch(id, ALL);
    expect(ended.status).toBe('cancelled');
    expect(ended).not.toHaveProperty('output_file_id');
  });

  test('after its end is refused', async () => {
    const { client, engine, model } = await startServing();
    const { id } = await createBatch(client, asLines([chatLine(model, 0)]));
    await engine.advanceBatch(id, ALL);
    await expect(client.batches.cancel(id)).rejects.toMatchObject({ status: 400, code: 'invalid_batch_status' });
  });
});

test('a batch whose window closes tells of every request that was not made', async () => {
  const { client, engine, model, time } = await startServing();
  const { id } = await createBatch(client, asLines(numbers(700).map((n) => chatLine(model, n))));
  await engine.advanceBatch(id, STEP);
  await engine.advanceBatch(id, STEP);
  time.now += 24 * 3_600_000;
  const ended = await engine.advanceBatch(id, ALL);
  expect(ended).toMatchObject({ status: 'expired', request_counts: { total: 700, completed: 500, failed: 200 } });
  const errors = await resultLines(client, ended.error_file_id);
  expect(errors[0]).toMatchObject({ custom_id: 'request-500', response: null, error: { code: 'batch_expired' } });
  expect(await resultLines(client, ended.output_file_id)).toHaveLength(500);
});

test('a batch whose input vanishes ends as failed, with what it had', async () => {
  const { client, engine, model, store } = await startServing();
  const created = await createBatch(client, asLines(numbers(700).map((n) => chatLine(model, n))));
  await engine.advanceBatch(created.id, STEP);
  await engine.advanceBatch(created.id, STEP);
  await expect(client.files.delete(created.input_file_id)).rejects.toMatchObject({ status: 409, code: 'file_in_use' });
  await store.remove(`engine/files/${created.input_file_id}.content`);
  const ended = await engine.advanceBatch(created.id, ALL);
  expect(ended).toMatchObject({ status: 'failed', errors: { data: [{ code: 'missing_file' }] } });
  expect(await resultLines(client, ended.output_file_id)).toHaveLength(500);
});

describe('a batch is refused', () => {
  test.each([
    ['for what is not answered here', { endpoint: '/v1/embeddings' }, 'endpoint'],
    ['for another window', { completion_window: '1h' }, 'completion_window'],
    ['of a file that does not exist', { input_file_id: 'file-1' }, 'input_file_id'],
    ['with a field that means nothing', { priority: 1 }, 'priority'],
  ])('%s', async (_, change, param) => {
    const { client } = startEngine();
    const created = createBatch(client, 'x', change as never);
    await expect(created).rejects.toMatchObject({ status: 400, param });
  });

  test('of a file that was uploaded for training', async () => {
    const { client } = startEngine();
    const created = createBatch(client, 'x', { input_file_id: await upload(client, 'x') });
    await expect(created).rejects.toMatchObject({ status: 400, message: expect.stringContaining("'fine-tune'") });
  });

  test('when it does not exist', async () => {
    const { client, engine } = startEngine();
    for (const id of ['batch_000000000000000000000000', 'batch_1', '..%2Fjobs']) {
      await expect(client.batches.retrieve(id)).rejects.toMatchObject({ status: 404 });
      await expect(client.batches.cancel(id)).rejects.toMatchObject({ status: 404 });
      await expect(engine.advanceBatch(id, ALL)).rejects.toMatchObject({ status: 404 });
    }
  });
});
