import { describe, expect, test } from '@jest/globals';
import { LabelsmithError } from '../../core/errors.ts';
import type { Store } from '../../core/store.ts';
import { createEngine } from '../../engine/engine.ts';
import type { MemoryStore } from '../support/memory-store.ts';
import { asLines, chatLine, createBatch } from './batch-files.ts';
import { sportFile } from './example-files.ts';
import { clientOf, startEngine, upload } from './start-engine.ts';

const ALL = { budgetMs: 60_000 };

/** A store that fails to read what holds files' contents, with one error after the other; then it is whole. */
function failing(store: MemoryStore, errors: Error[]): Store {
  return {
    head: (key) => store.head(key),
    write: (key, body, options) => store.write(key, body, options),
    list: (prefix) => store.list(prefix),
    folders: (prefix) => store.folders(prefix),
    remove: (key, condition) => store.remove(key, condition),
    removeAll: (prefix) => store.removeAll(prefix),
    async read(key, options) {
      const error = key.endsWith('.content') ? errors.shift() : undefined;
      if (error) throw error;
      return store.read(key, options);
    },
  };
}

const unknown = () => new Error('nobody knows why');
const passing = () => new LabelsmithError('StoreUnavailable', 'the bucket did not answer', 'Try again.');

async function startJob(errors: Error[]) {
  const { store, client } = startEngine();
  const training_file = await upload(client, sportFile('chat', 20));
  const { id } = await client.fineTuning.jobs.create({ model: 'ada', training_file, hyperparameters: { n_epochs: 1 } });
  return { id, client, engine: createEngine({ store: failing(store, errors), clock: () => new Date() }) };
}

describe('a job whose step fails for no known reason', () => {
  test('is tried again, and forgets its failures when it succeeds', async () => {
    const { id, engine } = await startJob([unknown(), unknown(), unknown(), unknown()]);
    for (let tries = 0; tries < 4; tries += 1) await expect(engine.advance(id, ALL)).rejects.toThrow('nobody knows');
    expect((await engine.advance(id, ALL)).status).toBe('succeeded');
  });

  test('ends as failed after the fifth time, so that nobody waits for it for ever', async () => {
    const { id, engine, client } = await startJob([unknown(), unknown(), unknown(), unknown(), unknown()]);
    for (let tries = 0; tries < 5; tries += 1) await expect(engine.advance(id, ALL)).rejects.toThrow('nobody knows');
    const job = await client.fineTuning.jobs.retrieve(id);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'server_error', param: null } });
    expect(JSON.stringify(job)).not.toContain('nobody knows');
    expect(await engine.pendingJobs()).toEqual([]);
  });

  test('because the store does not answer is tried for as long as it takes', async () => {
    const { id, engine } = await startJob(Array.from({ length: 20 }, passing));
    for (let tries = 0; tries < 20; tries += 1) await expect(engine.advance(id, ALL)).rejects.toThrow('did not answer');
    expect((await engine.advance(id, ALL)).status).toBe('succeeded');
  });
});

test('a batch whose step fails for no known reason is given up after the fifth time', async () => {
  const { store, client } = startEngine();
  const { id } = await createBatch(client, asLines([chatLine('ft:none', 0)]));
  const engine = createEngine({
    store: failing(store, Array.from({ length: 5 }, unknown)),
    clock: () => new Date(),
  });
  for (let tries = 0; tries < 5; tries += 1) await expect(engine.advanceBatch(id, ALL)).rejects.toThrow('nobody knows');
  const batch = await clientOf(engine).batches.retrieve(id);
  expect(batch).toMatchObject({ status: 'failed', errors: { data: [{ code: 'server_error' }] } });
});
