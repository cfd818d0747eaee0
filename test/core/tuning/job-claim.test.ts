import { afterEach, describe, expect, test } from '@jest/globals';
import { refusal } from '../../support/host-faults.ts';
import { NOTHING_LEFT, PreparedRun, type PreparedRunOptions, RUN } from '../../support/prepared-run.ts';
import { mortal } from '../../support/watched.ts';

let run: PreparedRun;
const prepare = async (options?: PreparedRunOptions) => {
  run = await PreparedRun.start(options);
};
afterEach(() => run.host.stop());

const MODEL = /^GET \/v1\/models\//;
const CREATE = /^POST \/v1\/fine_tuning\/jobs$/;
/** An attempt that has asked for a job and gets no answer. */
const loseAnswer = () => run.host.faults.add({ on: CREATE, moment: 'after', end: 'reset' });
const UNAVAILABLE = { name: 'ProviderUnavailable' };
/** As long as an attempt lives, and two minutes more, less a second. */
const NOT_YET = 300_000 + 119_000;

describe('the one job of a run', () => {
  test('is created once, and found in its record by every later attempt', async () => {
    await prepare();
    expect(await run.startTuning()).toMatchObject({ outcome: 'waiting' });
    expect(await run.startTuning()).toMatchObject({ outcome: 'waiting' });
    expect(run.host.jobs).toHaveLength(1);
    expect(run.host.jobs[0]?.request).toMatchObject({ metadata: { labelsmith_token: RUN }, suffix: 'sports' });
  });

  test.each([
    ['by its token', {}],
    ['by its training file, where the host keeps no metadata', { keepsMetadata: false }],
    ['by its training file, where the host refuses metadata', { refuses: ['metadata'] }],
  ])('is found at the provider %s when the function died between create and record', async (_how, ways) => {
    await prepare({ ways });
    await expect(run.startTuning(mortal('after create'))).rejects.toThrow('died');
    expect(await run.startTuning()).toMatchObject({ outcome: 'waiting' });
    expect(run.host.jobs).toHaveLength(1);
    expect((await run.record()).job).toBe(run.host.jobs[0]?.id);
  });

  test('is recorded without what its provider quotes, when it has failed before it is found', async () => {
    await prepare();
    await expect(run.startTuning(mortal('after create'))).rejects.toThrow('died');
    const error = { code: 'invalid_training_file', message: 'line 3 has a zebra', param: 'training_file' };
    Object.assign(run.host.jobs[0] ?? {}, { status: 'failed', error });
    await run.startTuning();
    expect((await run.job())?.error).toEqual({ code: 'invalid_training_file', message: 'line 3 has a [...]' });
  });

  test('is waited for until the attempt that may have created it is over, and two minutes more', async () => {
    await prepare();
    run.host.faults.add({ on: CREATE, end: 'reset' });
    await expect(run.startTuning()).rejects.toMatchObject(UNAVAILABLE);
    run.now += NOT_YET;
    await expect(run.startTuning()).rejects.toMatchObject(UNAVAILABLE);
    expect(run.host.jobs).toHaveLength(0);
    run.now += 2_000;
    expect(await run.startTuning()).toMatchObject({ outcome: 'waiting' });
    expect(run.host.jobs).toHaveLength(1);
    expect(run.host.files.size).toBe(2);
  });

  test('keeps a person waiting who is told so, from the first answer that did not come to the next that does', async () => {
    await prepare();
    const since = new Date(run.now).toISOString();
    run.host.faults.add({ on: MODEL, end: 'reset', times: 2 });
    await expect(run.startTuning()).rejects.toMatchObject(UNAVAILABLE);
    run.now += 60_000;
    await expect(run.startTuning()).rejects.toMatchObject(UNAVAILABLE);
    expect(await run.record()).toMatchObject({ status: 'running', silentSince: since });
    await run.startTuning();
    expect(await run.record()).toMatchObject({ status: 'running', silentSince: null });
  });

  test('says nothing against a provider that is not waited for', async () => {
    await prepare();
    await expect(run.startTuning(mortal('before create'))).rejects.toThrow('died');
    await expect(run.startTuning()).rejects.toMatchObject(UNAVAILABLE);
    expect((await run.record()).silentSince).toBeNull();
  });

  test.each([
    ['a maintenance page', { status: 200, body: '<html></html>', headers: { 'content-type': 'text/html' } }],
    ['null', { status: 200, body: { object: 'list', data: null } }],
    ['a bare array', { status: 200, body: [] }],
    ['nothing', { status: 200, body: {} }],
    ['an empty page that is not the last one', { status: 200, body: { object: 'list', data: [], has_more: true } }],
    ['an outage', refusal(503, null)],
  ])('is never created a second time because the list of jobs is %s', async (_what, end) => {
    await prepare();
    loseAnswer();
    await expect(run.startTuning()).rejects.toMatchObject(UNAVAILABLE);
    run.now += 10_000_000;
    run.host.faults.add({ on: /^GET \/v1\/fine_tuning\/jobs$/, end });
    await expect(run.startTuning()).rejects.toMatchObject(UNAVAILABLE);
    await run.startTuning();
    expect(run.host.jobs).toHaveLength(1);
  });

  test.each([404, 405, 403, 501])(
    'is never created blindly where the list of jobs is refused with %i',
    async (status) => {
      await prepare({ ways: { listsJobs: status } });
      loseAnswer();
      await expect(run.startTuning()).rejects.toMatchObject(UNAVAILABLE);
      run.now += 10_000_000;
      expect(await run.startTuning()).toMatchObject({ outcome: 'blocked' });
      expect(await run.record()).toMatchObject({
        status: 'blocked',
        reason: { code: 'JobUncertain', message: expect.stringContaining('a job may exist') },
        unreleased: expect.stringContaining('may be left at the provider'),
      });
      expect(run.host.jobs).toHaveLength(1);
    },
  );

  test('is looked for among all jobs that are young enough, however many they are', async () => {
    await prepare();
    loseAnswer();
    await expect(run.startTuning()).rejects.toMatchObject(UNAVAILABLE);
    const [ours] = run.host.jobs;
    if (!ours) throw new Error('the host has no job');
    const others = Array.from({ length: 450 }, (_, index) => ({
      ...ours,
      id: `other-${index}`,
      metadata: {},
      training_file: 'x',
    }));
    run.host.jobs.push(...others);
    await run.startTuning();
    expect((await run.record()).job).toBe(ours.id);
  });

  test('is uncertain where the host says of its jobs neither token nor file', async () => {
    await prepare({ ways: { keepsMetadata: false } });
    loseAnswer();
    await expect(run.startTuning()).rejects.toMatchObject(UNAVAILABLE);
    for (const job of run.host.jobs) Object.assign(job, { training_file: null });
    run.now += 10_000_000;
    expect(await run.startTuning()).toMatchObject({ outcome: 'blocked' });
    expect(run.host.jobs).toHaveLength(1);
  });

  test('is created by one of two attempts that run at the same time', async () => {
    await prepare();
    const attempts = await Promise.allSettled([run.startTuning(), run.startTuning()]);
    expect(attempts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(run.host.jobs).toHaveLength(1);
    await run.succeed();
    expect(run.left).toEqual(NOTHING_LEFT);
  });

  test.each([
    ['a rate limit', refusal(429, 'rate_limit_exceeded'), UNAVAILABLE],
    ['a file that is not ready', refusal(400, null, "File 'file-1' is not ready."), UNAVAILABLE],
  ])('is asked for again at once, with the same files, after %s', async (_what, end, error) => {
    await prepare();
    run.host.faults.add({ on: CREATE, end, times: 3 });
    for (let attempt = 1; attempt <= 3; attempt += 1) await expect(run.startTuning()).rejects.toMatchObject(error);
    expect(await run.startTuning()).toMatchObject({ outcome: 'waiting' });
    expect(run.host.requests.filter((request) => request === 'POST /v1/files')).toHaveLength(2);
  });

  test('is not given up while a key is being replaced', async () => {
    await prepare();
    loseAnswer();
    await expect(run.startTuning()).rejects.toMatchObject(UNAVAILABLE);
    run.host.faults.add({ on: /^GET/, end: refusal(401, 'invalid_api_key') });
    await expect(run.startTuning()).rejects.toMatchObject(UNAVAILABLE);
    expect(await run.startTuning()).toMatchObject({ outcome: 'waiting' });
    expect(run.host.jobs).toHaveLength(1);
  });

  test('keeps to what the run began with, whatever becomes of the settings', async () => {
    await prepare({ settings: { seed: 7 } });
    loseAnswer();
    await expect(run.startTuning()).rejects.toMatchObject(UNAVAILABLE);
    await run.store.write('classifiers/sports/settings.json', '{"provider": "embedded", "seed": 8, "nonsense": true}');
    expect(await run.startTuning()).toMatchObject({ outcome: 'waiting' });
    expect(run.host.jobs).toHaveLength(1);
    expect(await run.job()).toMatchObject({ provider: 'openai', baseModel: 'base' });
    expect(run.host.jobs[0]?.request).toMatchObject({ seed: 7 });
  });
});
