import { describe, expect, test } from '@jest/globals';
import { toFile } from 'openai';
import { createEngine } from '../../engine/engine.ts';
import { sportFile } from './example-files.ts';
import { startEngine, upload } from './start-engine.ts';

const HOUR_MS = 3_600_000;

describe('the list of files', () => {
  test('is paged through by the SDK, in either order, by purpose', async () => {
    const time = { now: Date.parse('2026-11-22T10:00:00Z') };
    const { client } = startEngine({ clock: () => new Date(time.now) });
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      time.now += 1_000;
      ids.push(await upload(client, `${n}`));
    }
    await client.files.create({ file: await toFile(Buffer.from('x'), 'x'), purpose: 'batch' });
    const listed = async (query: { order?: 'asc' | 'desc'; limit?: number }) => {
      const found: string[] = [];
      for await (const { id } of client.files.list({ purpose: 'fine-tune', ...query })) found.push(id);
      return found;
    };
    expect(await listed({ limit: 2 })).toEqual(ids.toReversed());
    expect(await listed({ limit: 2, order: 'asc' })).toEqual(ids);
    expect(await listed({})).toHaveLength(5);
  });

  test.each(['limit=10001', 'limit=', 'limit=two', 'order=sideways', 'after=file-1'])('refuses %s', async (query) => {
    const response = await startEngine().engine.fetch(new Request(`http://engine.local/v1/files?${query}`));
    expect(response.status).toBe(400);
  });
});

test('a file that expires is gone from that moment on, with its bytes', async () => {
  const time = { now: Date.parse('2026-11-22T10:00:00Z') };
  const { client, store } = startEngine({ clock: () => new Date(time.now) });
  const created = await client.files.create({
    file: await toFile(Buffer.from('x'), 'x'),
    purpose: 'user_data',
    expires_after: { anchor: 'created_at', seconds: 3_600 },
  });
  expect(created.expires_at).toBe(created.created_at + 3_600);
  time.now += HOUR_MS - 1;
  expect((await client.files.list()).data).toHaveLength(1);
  time.now += 1;
  await expect(client.files.retrieve(created.id)).rejects.toMatchObject({ status: 404 });
  await expect(client.files.content(created.id)).rejects.toMatchObject({ status: 404 });
  expect((await client.files.list()).data).toEqual([]);
  expect(store.keys()).toEqual([]);
});

describe('a file that is needed', () => {
  test('by a job stays until the job has ended, also when the job is paused', async () => {
    const { client, store } = startEngine();
    const training_file = await upload(client, sportFile('chat', 20));
    const { id } = await client.fineTuning.jobs.create({ model: 'ada', training_file });
    await expect(client.files.delete(training_file)).rejects.toMatchObject({ status: 409, code: 'file_in_use' });
    await client.fineTuning.jobs.pause(id);
    await expect(client.files.delete(training_file)).rejects.toMatchObject({ status: 409 });
    await client.fineTuning.jobs.cancel(id);
    expect(await client.files.delete(training_file)).toEqual({ id: training_file, object: 'file', deleted: true });
    expect(store.keys('engine/files/')).toEqual([]);
  });

  test('by nobody goes at once, and only once', async () => {
    const { client, store } = startEngine();
    const id = await upload(client, 'x');
    await client.files.delete(id);
    expect(store.keys()).toEqual([]);
    await expect(client.files.delete(id)).rejects.toMatchObject({ status: 404 });
  });
});

test('a file uploaded to one engine is there for another one over the same store', async () => {
  const { client, store } = startEngine();
  const id = await upload(client, 'x');
  const other = createEngine({ store, clock: () => new Date() });
  expect((await other.fetch(new Request(`http://engine.local/v1/files/${id}`))).status).toBe(200);
});
