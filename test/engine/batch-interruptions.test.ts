import { describe, expect, test } from '@jest/globals';
import { createEngine } from '../../engine/engine.ts';
import { asLines, chatLine, createBatch, resultLines, startServing } from './batch-files.ts';
import { MortalStore } from './mortal-store.ts';
import { startEngine } from './start-engine.ts';

const LEASE_MS = 10_000;
/** One step, then back. */
const STEP = { budgetMs: LEASE_MS, softMs: 0 };
const ALL = { budgetMs: 600_000 };
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
const idsOf = (lines: readonly { custom_id: string }[]) => lines.map(({ custom_id }) => custom_id);

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
