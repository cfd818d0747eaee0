import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { TRAINED_PREFIX } from '../../../core/contract/keys.ts';
import { readText } from '../../../core/store.ts';
import { lookAtJob } from '../../../core/tuning/look-at-job.ts';
import { pollTuning } from '../../../core/tuning/poll-tuning.ts';
import { storeResults } from '../../../core/tuning/store-results.ts';
import { refusal } from '../../support/host-faults.ts';
import type { HostJob } from '../../support/paid-host.ts';
import { takeStep } from '../../support/play.ts';
import { INPUT, PreparedRun, RUN } from '../../support/prepared-run.ts';
import { Died, mortal } from '../../support/watched.ts';

const MINUTE = 60_000;
const ON_JOB = /^GET \/v1\/fine_tuning\/jobs\/[^/]+$/;

let run: PreparedRun;
let job: HostJob;
beforeEach(async () => {
  run = await PreparedRun.start();
  await run.startTuning();
  job = run.host.jobs[0] as HostJob;
});
afterEach(() => run.host.stop());

const look = (minutesLater = 1) => {
  run.now += minutesLater * MINUTE;
  return lookAtJob(run.context(), RUN);
};

describe('a look at a job', () => {
  test('brings the records up to date', async () => {
    takeStep(job, 1);
    const { silence } = await look();
    const seen = new Date(run.now).toISOString();
    expect(silence).toBeUndefined();
    expect(await run.job()).toMatchObject({ status: 'running', lastSeenAt: seen, lastProgressAt: seen });
    expect(await run.record()).toMatchObject({ lastSeenAt: seen, progress: { step: 1 }, silentSince: null });
  });

  test('says when the end is expected: as the provider does, else as was estimated, until that was wrong', async () => {
    const start = run.now;
    await look();
    const at = async () => Date.parse((await run.record()).expectedEndAt ?? '') - start;
    // The estimate of a prepared run is a minute.
    expect(await at()).toBeNaN();
    run.now = start;
    await look(0.5);
    expect(await at()).toBe(MINUTE);
    Object.assign(job, { estimated_finish: start / 1000 + 7_200 });
    await look();
    expect(await at()).toBe(120 * MINUTE);
    run.host.succeed(job);
    await look();
    expect(await at()).toBeNaN();
  });

  test('tells being alive from making progress', async () => {
    takeStep(job, 1);
    await look();
    const moved = new Date(run.now).toISOString();
    await look(10);
    expect(await run.record()).toMatchObject({ lastSeenAt: new Date(run.now).toISOString(), lastProgressAt: moved });
  });

  test.each([
    ['an outage', refusal(503, null), 'ProviderUnavailable'],
    ['a key that is not let in', refusal(401, 'invalid_api_key'), 'KeyRefused'],
    ['a host that has forgotten the job', refusal(404, 'not_found'), 'ProviderRefused'],
    ['a cut connection', 'cut' as const, 'ProviderUnavailable'],
  ])('never fails for %s, but says since when there was no answer', async (_what, end, name) => {
    takeStep(job, 1);
    await look();
    run.host.faults.add({ on: ON_JOB, end, times: 2 });
    const first = await look();
    const since = new Date(run.now).toISOString();
    const second = await look();
    expect([first.silence?.name, second.silence?.name]).toEqual([name, name]);
    expect(await run.record()).toMatchObject({ silentSince: since, progress: { step: 1 } });
    await look();
    expect(await run.record()).toMatchObject({ silentSince: null });
  });

  test('gives a job a fresh start after an outage, in which it could not move', async () => {
    takeStep(job, 1);
    await look();
    run.host.faults.add({ on: ON_JOB, end: refusal(503, null) });
    await look();
    await look(600);
    expect(await run.record()).toMatchObject({ lastProgressAt: new Date(run.now).toISOString() });
  });

  test('passes on how long a busy host asks to be left alone', async () => {
    run.host.faults.add({
      on: ON_JOB,
      end: { ...refusal(429, 'rate_limit_exceeded'), headers: { 'retry-after': '90' } },
    });
    expect((await look()).silence?.retryAfterSeconds).toBe(90);
  });

  test('that comes late does not undo an end that was seen', async () => {
    run.host.succeed(job);
    await look();
    Object.assign(job, { status: 'running', fine_tuned_model: null, result_files: null });
    const late = await look();
    expect(late.job).toMatchObject({ status: 'succeeded', model: `ft:${job.id}`, resultFiles: [expect.any(String)] });
  });

  test('that saw the end is believed by a poll, though the provider is silent by then', async () => {
    run.host.succeed(job);
    await look();
    run.host.faults.add({ on: ON_JOB, end: refusal(401, 'invalid_api_key'), times: 9 });
    expect(await pollTuning(run.context(), INPUT)).toEqual({ outcome: 'ended', waitSeconds: 0 });
    expect(run.store.keys(TRAINED_PREFIX)).toHaveLength(1);
  });

  test('at the same time as others loses nothing', async () => {
    takeStep(job, 1);
    takeStep(job, 2);
    await Promise.all([look(), look(), look()]);
    const events = (await readText(run.store, `runs/${RUN}/events.jsonl`))?.trim().split('\n');
    expect(events).toHaveLength(2);
  });

  test('keeps nothing of what the provider may have quoted', async () => {
    Object.assign(job, { status: 'failed', error: { code: 'bad', message: 'Row 3: "Dear Anna"', param: null } });
    expect((await look()).job.error?.message).toBe('Row 3: [...]');
  });

  test('costs the history something only where it is a poll', async () => {
    await look();
    await pollTuning(run.context(), INPUT);
    await pollTuning(run.context(), INPUT);
    expect(await run.job()).toMatchObject({ looks: 2 });
  });
});

describe('a poll and the storing of results', () => {
  test('come to the same end wherever they die, and are done again', async () => {
    takeStep(job, 1);
    run.host.succeed(job);
    const both = async (dyingAt?: number) => {
      const process = mortal(dyingAt);
      await pollTuning(run.context(process), INPUT);
      await storeResults(run.context(process), INPUT);
      return process.steps;
    };
    let died = 0;
    // Every death happens in the same run, which each time is a little further.
    for (let step = 1; step < 200; step += 1) {
      await both(step).catch((error: unknown) => {
        if (!(error instanceof Died)) throw error;
        died += 1;
      });
    }
    expect(died).toBeGreaterThan(20);
    await both();
    expect(await run.job()).toMatchObject({ status: 'succeeded', resultRows: 2 });
    expect(await readText(run.store, `runs/${RUN}/provider-results.csv`)).toMatch(/^step,train_loss/);
    expect(run.left).toEqual({ jobs: 0, files: 0, marks: 0 });
  });
});
