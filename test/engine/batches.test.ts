import { describe, expect, test } from '@jest/globals';
import { asLines, chatLine, createBatch, resultLines, startServing, trainSports } from './batch-files.ts';
import { sportText } from './example-files.ts';
import { clientOf, startEngine } from './start-engine.ts';

const ALL = { budgetMs: 600_000 };
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
