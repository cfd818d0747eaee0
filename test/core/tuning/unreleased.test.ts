import { afterEach, describe, expect, test } from '@jest/globals';
import { readArtefact } from '../../../core/artefact.ts';
import { runKey, TRAINED_PREFIX } from '../../../core/contract/keys.ts';
import { trained as trainedSchema } from '../../../core/contract/trained.ts';
import { recordFailure } from '../../../core/run/record-failure.ts';
import { updateRunRecord } from '../../../core/run/run-record.ts';
import { startTuning } from '../../../core/tuning/start-tuning.ts';
import { type BadEnd, refusal } from '../../support/host-faults.ts';
import { INPUT, NOTHING_LEFT, PreparedRun, type PreparedRunOptions, RUN } from '../../support/prepared-run.ts';
import { Died, mortal } from '../../support/watched.ts';

let run: PreparedRun;
const prepare = async (options?: PreparedRunOptions) => {
  run = await PreparedRun.start(options);
};
afterEach(() => run.host.stop());

const CREATE = /^POST \/v1\/fine_tuning\/jobs$/;
const UPLOAD = /^POST \/v1\/files$/;
const UNAVAILABLE = { name: 'ProviderUnavailable' };

describe('a run that has ended', () => {
  test('leaves nothing at the provider when its job has succeeded', async () => {
    await prepare();
    await run.startTuning();
    expect(run.left).toEqual({ jobs: 1, files: 2, marks: 1 });
    await run.succeed();
    expect(run.left).toEqual(NOTHING_LEFT);
  });

  test('cancels its job, and says in its record that the job is cancelled', async () => {
    await prepare();
    await run.startTuning();
    expect(await run.abort()).toMatchObject({ status: 'cancelled', unreleased: null });
    expect(run.left).toEqual(NOTHING_LEFT);
    expect(await run.job()).toMatchObject({ status: 'cancelled' });
  });

  test('has its job found and cancelled that was created and never recorded', async () => {
    await prepare();
    await expect(run.startTuning(mortal('after create'))).rejects.toThrow('died');
    expect(await run.abort()).toMatchObject({ status: 'cancelled', unreleased: null });
    expect(run.left).toEqual(NOTHING_LEFT);
    expect(run.host.jobs[0]?.status).toBe('cancelled');
  });

  test('stays noted while a job may still appear, and says so', async () => {
    await prepare();
    run.host.faults.add({ on: CREATE, end: 'reset' });
    await expect(run.startTuning()).rejects.toMatchObject(UNAVAILABLE);
    expect(await run.abort()).toMatchObject({
      status: 'cancelled',
      unreleased: expect.stringMatching(/may be left at the provider.*It is tried again by itself/),
    });
    expect(run.left).toEqual({ jobs: 0, files: 2, marks: 1 });
    run.now += 300_000 + 121_000;
    expect(await run.release()).toBe(true);
    expect(run.left).toEqual(NOTHING_LEFT);
    expect((await run.record()).unreleased).toBeNull();
  });

  test('lets no attempt that still lives create a job, and none leave a file', async () => {
    await prepare();
    const context = run.context();
    const provider = await context.providers.training({ provider: 'openai', baseUrl: '' });
    const upload = async (name: string, content: AsyncIterable<Uint8Array>) => {
      if (name.endsWith('validation.jsonl')) await run.abort();
      return provider.upload(name, content);
    };
    const providers = { ...context.providers, training: async () => ({ ...provider, upload }) };
    await expect(startTuning({ ...context, providers }, INPUT)).rejects.toMatchObject(UNAVAILABLE);
    expect(run.host.jobs).toHaveLength(0);
    expect(run.left).toEqual({ jobs: 0, files: 0, marks: 1 });
    run.now += 300_000;
    expect(await run.release()).toBe(true);
    expect(run.left).toEqual(NOTHING_LEFT);
  });

  test('has a file removed that was uploaded meanwhile by an attempt that died before it learnt of the end', async () => {
    await prepare();
    const dying = run.context(mortal('after upload'));
    const provider = await dying.providers.training({ provider: 'openai', baseUrl: '' });
    const upload = async (name: string, content: AsyncIterable<Uint8Array>) => {
      expect(await run.abort()).toMatchObject({ unreleased: expect.stringContaining('may still be uploading') });
      return provider.upload(name, content);
    };
    const providers = { ...dying.providers, training: async () => ({ ...provider, upload }) };
    await expect(startTuning({ ...dying, providers }, INPUT)).rejects.toThrow('died');
    expect(run.left).toEqual({ jobs: 0, files: 1, marks: 1 });
    expect(await run.release()).toBe(false);
    run.now += 300_000;
    expect(await run.release()).toBe(true);
    expect(run.left).toEqual(NOTHING_LEFT);
    expect((await run.record()).unreleased).toBeNull();
  });

  test('keeps its mark where an attempt took the claim while it was freed, and died with a job that it never recorded', async () => {
    await prepare();
    const [isChecking, isFreed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const dying = run.context(mortal('after create'));
    const provider = await dying.providers.training({ provider: 'openai', baseUrl: '' });
    const model = async (id: string) => {
      isChecking.resolve();
      await isFreed.promise;
      return provider.model(id);
    };
    const providers = { ...dying.providers, training: async () => ({ ...provider, model }) };
    const start = startTuning({ ...dying, providers }, INPUT).catch((error: unknown) => error);
    await isChecking.promise;
    const freeing = run.context();
    const read = async (key: string, options?: { versionId?: string }) => {
      const found = await freeing.store.read(key, options);
      if (key !== runKey(RUN, 'claim.json')) return found;
      isFreed.resolve();
      await start;
      return found;
    };
    const store = new Proxy(freeing.store, { get: (own, name) => (name === 'read' ? read : Reflect.get(own, name)) });
    await recordFailure({ ...freeing, store }, { run: RUN, error: 'Cancelled', cause: 'a test', aborted: true });
    expect(await start).toBeInstanceOf(Died);
    expect(run.left).toEqual({ jobs: 1, files: 2, marks: 1 });
    run.now += 600_000;
    expect(await run.release()).toBe(true);
    expect(run.left).toEqual(NOTHING_LEFT);
  });

  test.each([
    ['no longer accepts the key', refusal(401, 'invalid_api_key')],
    ['is out of order', refusal(503, null)],
    ['refuses to cancel a job that goes on', refusal(403, 'forbidden')],
  ])('has its job cancelled later where the provider %s', async (_what, end) => {
    await prepare();
    await run.startTuning();
    run.host.faults.add({ on: /cancel$/, end });
    expect(await run.abort()).toMatchObject({ status: 'cancelled', unreleased: expect.stringContaining('openai') });
    expect(run.left).toEqual({ jobs: 1, files: 2, marks: 1 });
    expect(await run.release()).toBe(true);
    expect(run.left).toEqual(NOTHING_LEFT);
    expect((await run.record()).unreleased).toBeNull();
  });

  test('has its files removed later where the provider is out of order', async () => {
    await prepare();
    await run.startTuning();
    run.host.faults.add({ on: /^DELETE/, end: refusal(500, null) });
    await run.succeed();
    expect(run.left).toEqual({ jobs: 0, files: 2, marks: 1 });
    expect(await run.release()).toBe(true);
    expect(run.left).toEqual(NOTHING_LEFT);
  });

  test('in failure, before its job was seen to succeed, leaves the model to the next run on the same rows', async () => {
    await prepare();
    await run.startTuning();
    await updateRunRecord(run.context(), RUN, { dataset: 'd'.repeat(32) });
    for (const job of run.host.jobs) run.host.succeed(job);
    await recordFailure(run.context(), { run: RUN, error: 'JobStalled', cause: 'a test', aborted: false });
    const [key = ''] = run.store.keys(TRAINED_PREFIX);
    expect((await readArtefact(run.store, key, trainedSchema))?.value).toMatchObject({
      run: RUN,
      classifier: 'sports',
    });
    expect([run.left.marks, run.host.deletedModels]).toEqual([0, []]);
  });

  test('in being cancelled, before its job was seen to succeed, leaves neither the model nor its checkpoints', async () => {
    await prepare();
    await run.startTuning();
    const [job] = run.host.jobs;
    if (!job) throw new Error('there is no job');
    run.host.succeed(job);
    job.checkpoints = [{ id: 'one', fine_tuned_model_checkpoint: 'ft:one', step_number: 1 }];
    await run.abort();
    expect([run.left.marks, run.host.deletedModels]).toEqual([0, ['ft:one', `ft:${job.id}`]]);
    expect(run.store.keys(TRAINED_PREFIX)).toEqual([]);
  });

  test('with a plan that cannot be read has nothing at the provider', async () => {
    await prepare();
    await run.store.write(runKey(RUN, 'plan.json'), '{');
    expect(await run.abort()).toMatchObject({ status: 'cancelled', unreleased: null });
    expect(run.left).toEqual(NOTHING_LEFT);
  });

  test('is given up after two weeks, with a last word in its record', async () => {
    await prepare();
    await run.startTuning();
    run.host.faults.add({ on: /cancel$/, end: refusal(503, null), times: 3 });
    await run.abort();
    run.now += 15 * 24 * 3_600_000;
    expect(await run.release()).toBe(false);
    expect(run.left).toEqual({ jobs: 1, files: 2, marks: 0 });
    expect((await run.record()).unreleased).toContain('please free it there');
  });
});

describe("a run's files", () => {
  test.each<[string, BadEnd]>([
    ['is refused for now', refusal(500, null)],
    ['is cut off in its middle', 'reset'],
  ])('are uploaded once, however often the second upload %s, and the create is refused', async (_what, end) => {
    await prepare();
    run.host.faults.add({ on: UPLOAD, after: 1, times: 5, end });
    run.host.faults.add({ on: CREATE, times: 5, end: refusal(429, 'rate_limit_exceeded') });
    for (let attempt = 1; attempt <= 10; attempt += 1)
      await expect(run.startTuning()).rejects.toMatchObject(UNAVAILABLE);
    await run.startTuning();
    expect(run.host.files.size).toBe(2);
    await run.succeed();
    expect(run.left).toEqual(NOTHING_LEFT);
  });

  test('are removed by their name where the answer to their upload was lost', async () => {
    await prepare();
    const foreign = run.host.addFile(`${RUN}-2-train.jsonl`, "another run's");
    run.host.faults.add({ on: UPLOAD, moment: 'after', end: 'reset', times: 2 });
    for (const _attempt of [1, 2]) await expect(run.startTuning()).rejects.toMatchObject(UNAVAILABLE);
    await run.startTuning();
    expect(run.host.files.size).toBe(5);
    await run.succeed();
    expect([...run.host.files.keys()]).toEqual([foreign]);
  });

  test('are removed by their ids where the host lists no files', async () => {
    await prepare({ ways: { listsFiles: 404 } });
    run.host.faults.add({ on: CREATE, end: refusal(429, null) });
    await expect(run.startTuning()).rejects.toMatchObject(UNAVAILABLE);
    await run.startTuning();
    await run.succeed();
    expect(run.left).toEqual(NOTHING_LEFT);
  });

  test.each([
    ['the job is refused', CREATE],
    ['a file is refused', UPLOAD],
  ])('are removed when %s for good', async (_what, on) => {
    await prepare();
    run.host.faults.add({ on, after: on === UPLOAD ? 1 : 0, end: refusal(400, 'invalid_file') });
    expect(await run.startTuning()).toMatchObject({ outcome: 'blocked' });
    expect(run.left).toEqual(NOTHING_LEFT);
    expect(await run.record()).toMatchObject({ status: 'blocked', reason: { code: 'ProviderRefused' } });
  });

  test('of results are removed once their content is stored, and not before', async () => {
    await prepare();
    await run.startTuning();
    const [job] = run.host.jobs;
    if (job) run.host.succeed(job);
    const key = runKey(RUN, 'job.json');
    const stored = JSON.parse(
      new TextDecoder().decode((await Array.fromAsync((await run.store.read(key))?.body ?? []))[0]),
    );
    await run.store.write(key, JSON.stringify({ ...stored, resultFiles: job?.result_files }));
    await run.succeed();
    expect([...run.host.files.values()].map(({ filename }) => filename)).toEqual(['results.csv']);
    await run.store.write(runKey(RUN, 'provider-results.csv'), 'step\n1\n');
    await run.release();
    expect(run.left).toEqual(NOTHING_LEFT);
  });
});
