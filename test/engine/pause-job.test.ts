import { describe, expect, test } from '@jest/globals';
import { readArtefact } from '../../core/artefact.ts';
import { createEngine } from '../../engine/engine.ts';
import { jobKey } from '../../engine/keys.ts';
import { jobRecord } from '../../engine/records/job-record.ts';
import { sportFile } from './example-files.ts';
import { MortalStore } from './mortal-store.ts';
import { type Started, startEngine, upload } from './start-engine.ts';

/** One step, then back. */
const STEP = { budgetMs: 10_000, softMs: 0 };
const ALL = { budgetMs: 60_000 };

async function startJob(options: Parameters<typeof startEngine>[0] = {}) {
  const started = startEngine(options);
  const training_file = await upload(started.client, sportFile('chat', 40));
  const job = await started.client.fineTuning.jobs.create({
    model: 'ada',
    training_file,
    hyperparameters: { n_epochs: 4 },
  });
  return { ...started, id: job.id, jobs: started.client.fineTuning.jobs };
}

async function epochsOf({ store }: Started, id: string): Promise<number[]> {
  const found = await readArtefact(store, jobKey(id), jobRecord);
  return (found?.value.epochs ?? []).map(({ epoch }) => epoch);
}

describe('a paused job', () => {
  test.each([
    ['validating_files', 0],
    ['queued', 1],
    ['running', 2],
    ['running', 4],
  ])('goes on from %s, reached in %i steps, when it is resumed', async (status, steps) => {
    const { engine, jobs, id } = await startJob();
    for (let step = 0; step < steps; step += 1) await engine.advance(id, STEP);
    expect(await jobs.pause(id)).toMatchObject({ id, status: 'paused', finished_at: null, estimated_finish: null });
    expect(await jobs.resume(id)).toMatchObject({ id, status });
    expect((await engine.advance(id, ALL)).status).toBe('succeeded');
  });

  test('is left alone by those who advance jobs, and by those who read it', async () => {
    const started = await startJob({ advanceOnRead: true });
    const { engine, jobs, id } = started;
    for (let step = 0; step < 3; step += 1) await engine.advance(id, STEP);
    await jobs.pause(id);
    expect(await engine.pendingJobs()).toEqual([]);
    expect((await engine.advance(id, ALL)).status).toBe('paused');
    expect((await jobs.retrieve(id)).status).toBe('paused');
    expect(await epochsOf(started, id)).toEqual([1]);
    await jobs.resume(id);
    expect(await engine.pendingJobs()).toEqual([id]);
  });

  test('can be cancelled', async () => {
    const { jobs, id } = await startJob();
    await jobs.pause(id);
    expect((await jobs.cancel(id)).status).toBe('cancelled');
  });

  test('tells of it in its events', async () => {
    const { jobs, id } = await startJob();
    await jobs.pause(id);
    await jobs.resume(id);
    const messages = (await jobs.listEvents(id)).data.map(({ message }) => message);
    expect(messages).toEqual(['The job was resumed', 'The job was paused', 'Created fine-tuning job']);
  });
});

test.each(['1', '3', '4'])('a pause while epoch %s is trained wins over it, and nothing is lost', async (epoch) => {
  const started = await startJob();
  const { store, jobs, engine, id } = started;
  let pausing: Promise<unknown> | undefined;
  const watched = new MortalStore(store, (key) => {
    if (key.endsWith(`.epoch-${epoch}.bin`)) pausing ??= jobs.pause(id);
    return false;
  });
  const paused = await createEngine({ store: watched, clock: () => new Date() }).advance(id, ALL);
  await pausing;
  expect(paused.status).toBe('paused');
  expect(await epochsOf(started, id)).toHaveLength(Number(epoch) - 1);
  await jobs.resume(id);
  const ended = await engine.advance(id, ALL);
  expect(ended.status).toBe('succeeded');
  expect(await epochsOf(started, id)).toEqual([1, 2, 3, 4]);
  expect((await started.client.models.retrieve(ended.fine_tuned_model ?? '')).id).toBe(ended.fine_tuned_model);
  expect(store.keys('engine/jobs/')).toEqual([jobKey(id)]);
});

describe('what does not fit a job’s status is refused:', () => {
  test.each([
    ['pausing twice', ['pause'], 'pause', /paused already/],
    ['resuming a job that was never paused', [], 'resume', /not paused but validating_files/],
    ['pausing a cancelled job', ['cancel'], 'pause', /already cancelled/],
    ['resuming a cancelled job', ['pause', 'cancel'], 'resume', /not paused but cancelled/],
    ['resuming twice', ['pause', 'resume'], 'resume', /not paused but/],
  ] as const)('%s', async (_, before, action, message) => {
    const { jobs, id } = await startJob();
    for (const step of before) await jobs[step](id);
    await expect(jobs[action](id)).rejects.toMatchObject({ status: 400, code: 'invalid_job_status', message });
  });

  test('pausing a job that has succeeded', async () => {
    const { engine, jobs, id } = await startJob();
    await engine.advance(id, ALL);
    await expect(jobs.pause(id)).rejects.toMatchObject({ status: 400, message: expect.stringContaining('succeeded') });
  });

  test('pausing and resuming a job that does not exist', async () => {
    const { jobs } = await startJob();
    await expect(jobs.pause('ftjob-000000000000000000000000')).rejects.toMatchObject({ status: 404 });
    await expect(jobs.resume('ftjob-1')).rejects.toMatchObject({ status: 404 });
  });
});
