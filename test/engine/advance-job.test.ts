import { describe, expect, test } from '@jest/globals';
import { readArtefact } from '../../core/artefact.ts';
import type { WriteBody } from '../../core/store.ts';
import { createEngine } from '../../engine/engine.ts';
import { jobKey } from '../../engine/keys.ts';
import { type JobRecord, jobRecord } from '../../engine/records/job-record.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { sportFile, sportText } from './example-files.ts';
import { MortalStore } from './mortal-store.ts';
import { clientOf, pollToEnd, startEngine, upload } from './start-engine.ts';

const LEASE_MS = 10_000;
/** One step, then back. */
const STEP = { budgetMs: LEASE_MS, softMs: 0 };
const ALL = { budgetMs: 60_000 };

/** A job of five epochs over one store, and a clock that only the test moves. */
async function startJob(token?: string) {
  const store = new MemoryStore();
  const time = { now: Date.parse('2026-11-22T10:00:00Z') };
  const clock = () => new Date(time.now);
  const started = startEngine({ store, clock });
  const training_file = await upload(started.client, sportFile('chat', 40));
  const create = () =>
    started.client.fineTuning.jobs.create({
      model: 'labelsmith-linear-1',
      training_file,
      hyperparameters: { n_epochs: 5 },
      ...(token !== undefined && { metadata: { labelsmith_token: token } }),
    });
  const job = await create();
  return { ...started, clock, time, create, id: job.id };
}

async function stored(store: MemoryStore, id: string): Promise<JobRecord> {
  const found = await readArtefact(store, jobKey(id), jobRecord);
  if (!found) throw new Error('the job is not stored');
  return found.value;
}

const epochsOf = (job: JobRecord) => job.epochs.map(({ epoch }) => epoch);

describe('a job advances', () => {
  test('one step a call, through its states, giving the lease back each time', async () => {
    const { engine, store, id } = await startJob();
    const seen: string[] = [];
    for (let calls = 0; calls < 7; calls += 1) {
      const { status } = await engine.advance(id, STEP);
      const job = await stored(store, id);
      expect(job.lease).toBeNull();
      seen.push(`${status} ${job.epochs.length}`);
    }
    expect(seen).toEqual(['queued 0', 'running 0', 'running 1', 'running 2', 'running 3', 'running 4', 'succeeded 5']);
  });

  test('to its end in one call, when the budget allows', async () => {
    const { engine, id } = await startJob();
    expect((await engine.advance(id, ALL)).status).toBe('succeeded');
    expect(await engine.pendingJobs()).toEqual([]);
  });

  test('not past four fifths of the budget', async () => {
    const { store, time, id } = await startJob();
    const slow = createEngine({
      store,
      clock: () => {
        time.now += 100;
        return new Date(time.now);
      },
    });
    const began = time.now;
    await slow.advance(id, { budgetMs: 1_000 });
    expect(time.now - began).toBeGreaterThanOrEqual(800);
    expect(time.now - began).toBeLessThan(1_300);
    expect((await stored(store, id)).status).toBe('running');
  });

  test('not while somebody else holds a lease', async () => {
    const { store, clock, time, id } = await startJob();
    const mortal = new MortalStore(store, (key) => key.endsWith('.epoch-1.bin'));
    void createEngine({ store: mortal, clock }).advance(id, { budgetMs: LEASE_MS });
    await mortal.died;
    const other = createEngine({ store, clock });
    const before = await stored(store, id);
    expect(before.lease).not.toBeNull();
    time.now += LEASE_MS - 1;
    await other.advance(id, STEP);
    expect(await stored(store, id)).toEqual(before);
    time.now += 1;
    await other.advance(id, STEP);
    expect(epochsOf(await stored(store, id))).toEqual([1]);
  });
});

describe('a process killed in training', () => {
  const moments: [string, (key: string, body: WriteBody) => boolean, number][] = [
    ['before the state of an epoch is written', (key) => key.endsWith('.epoch-3.bin'), 2],
    ['before an epoch is recorded', (key, body) => /"epoch": 3/.test(String(body)) && key.endsWith('.json'), 2],
    ['before the model is published', (key) => /labelsmith__[^_]*__[0-9a-f]{8}\.bin$/.test(key), 4],
    ['before its calibration is published', (key) => /models\/.*\.calibration\.json$/.test(key), 4],
    ['before the results are written', (key) => key.startsWith('engine/files/') && key.endsWith('.content'), 4],
  ];

  test.each(moments)('%s goes on from the last written epoch', async (_, isFatal, written) => {
    const { store, clock, time, id } = await startJob();
    const mortal = new MortalStore(store, isFatal);
    void createEngine({ store: mortal, clock }).advance(id, { budgetMs: LEASE_MS });
    await mortal.died;
    expect((await stored(store, id)).epochs).toHaveLength(written);
    time.now += LEASE_MS;
    const next = createEngine({ store, clock });
    const resumed = await next.advance(id, ALL);
    expect(resumed.status).toBe('succeeded');
    expect(store.keys('engine/models/').filter((key) => key.endsWith('.calibration.json'))).toHaveLength(1);
    const record = await stored(store, id);
    expect(epochsOf(record)).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(record.events.map((event) => event.id)).size).toBe(record.events.length);

    const undisturbed = await startJob();
    await undisturbed.engine.advance(undisturbed.id, ALL);
    const reference = await stored(undisturbed.store, undisturbed.id);
    for (const [at, row] of record.epochs.entries()) {
      expect(row.trainLoss).toBeCloseTo(reference.epochs[at]?.trainLoss ?? Number.NaN, 4);
    }
    const answer = await clientOf(next).chat.completions.create({
      model: resumed.fine_tuned_model ?? '',
      messages: [{ role: 'user', content: sportText('hockey', 300) }],
    });
    expect(answer.choices[0]?.message.content).toBe('hockey');
  });

  const removals: [string, (key: string) => boolean][] = [
    ['the state of an earlier epoch', (key) => key.endsWith('.epoch-2.bin')],
    ['a checkpoint that was pushed out', (key) => key.includes('ckpt-step-1')],
    ['nothing, since it is not killed', () => false],
  ];

  test.each(removals)('before it removes %s leaves nothing behind that the store has to carry', async (_, isFatal) => {
    const { engine, store, clock, time, id } = await startJob();
    const mortal = new MortalStore(store, () => false, isFatal);
    const ended = createEngine({ store: mortal, clock }).advance(id, { budgetMs: LEASE_MS });
    await Promise.race([mortal.died, ended]);
    time.now += LEASE_MS;
    expect((await engine.advance(id, ALL)).status).toBe('succeeded');
    expect(store.keys('engine/jobs/')).toEqual([jobKey(id)]);
    // A record and a file of weights for each of four models, and the calibration of one.
    expect(store.keys('engine/models/')).toHaveLength(9);
  });
});

test('two engines that advance a job at once train it once', async () => {
  const { store, clock, id } = await startJob();
  const engines = [createEngine({ store, clock }), createEngine({ store, clock }), createEngine({ store, clock })];
  await Promise.all(engines.map((engine) => engine.advance(id, ALL)));
  const job = await stored(store, id);
  expect(job.status).toBe('succeeded');
  expect(epochsOf(job)).toEqual([1, 2, 3, 4, 5]);
});

describe('the same create', () => {
  test('with a token is one job, whatever has become of it', async () => {
    const { create, engine, client, id } = await startJob('run-1');
    const [second, third] = await Promise.all([create(), create()]);
    expect([second.id, third.id]).toEqual([id, id]);
    await engine.advance(id, ALL);
    expect(await create()).toMatchObject({ id, status: 'succeeded' });
    expect((await client.fineTuning.jobs.list()).data).toHaveLength(1);
  });

  test('without a token is another job', async () => {
    const { create, id } = await startJob();
    expect((await create()).id).not.toBe(id);
  });
});

describe('a cancellation', () => {
  test('of a job that waits takes effect at once', async () => {
    const { client, engine, id } = await startJob();
    expect((await client.fineTuning.jobs.cancel(id)).status).toBe('cancelled');
    expect((await engine.advance(id, ALL)).status).toBe('cancelled');
    expect((await client.fineTuning.jobs.cancel(id)).status).toBe('cancelled');
  });

  test.each([['2'], ['5']])('while epoch %s is trained wins over the epoch', async (epoch) => {
    const { client, store, clock, id } = await startJob();
    let cancelling: Promise<unknown> | undefined;
    const watched = new MortalStore(store, (key) => {
      if (key.endsWith(`.epoch-${epoch}.bin`)) cancelling ??= client.fineTuning.jobs.cancel(id);
      return false;
    });
    const job = await createEngine({ store: watched, clock }).advance(id, ALL);
    await cancelling;
    expect(job).toMatchObject({ status: 'cancelled', fine_tuned_model: null, result_files: [] });
    const models = store.keys('engine/models/').filter((key) => !key.includes('ckpt'));
    expect(models).toEqual([]);
  });

  test('comes too late for a job that has ended', async () => {
    const { client, engine, id } = await startJob();
    await engine.advance(id, ALL);
    await expect(client.fineTuning.jobs.cancel(id)).rejects.toMatchObject({ status: 400 });
  });
});

test('a server that advances pending jobs brings them all to an end', async () => {
  const { create, engine, client, id } = await startJob();
  const other = await create();
  for (const pending of await engine.pendingJobs()) await engine.advance(pending, ALL);
  expect((await pollToEnd(client, id)).status).toBe('succeeded');
  expect((await pollToEnd(client, other.id)).status).toBe('succeeded');
});
