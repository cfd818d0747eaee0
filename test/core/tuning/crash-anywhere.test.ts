import { afterEach, describe, expect, test } from '@jest/globals';
import { isLabelsmithError } from '../../../core/errors.ts';
import { NOTHING_LEFT, PreparedRun } from '../../support/prepared-run.ts';
import { mortal } from '../../support/watched.ts';

let run: PreparedRun;
afterEach(() => run.host.stop());

const HOSTS = [
  ['a host that keeps tokens', {}],
  ['a host that keeps none', { keepsMetadata: false }],
] as const;

/** Attempts until one gets through, a minute apart, as the workflow makes them. */
async function startInTheEnd(): Promise<void> {
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    try {
      expect(await run.startTuning()).toMatchObject({ outcome: 'waiting' });
      return;
    } catch (error) {
      if (!isLabelsmithError(error, 'ProviderUnavailable')) throw error;
      run.now += 60_000;
    }
  }
  throw new Error('no attempt got through');
}

/** How many steps an act takes that nothing disturbs: a step is a moment right before or after a call to store or host. */
async function everyStepOf(act: (undisturbed: PreparedRun, process: ReturnType<typeof mortal>) => Promise<unknown>) {
  const undisturbed = await PreparedRun.start();
  const process = mortal();
  await act(undisturbed, process);
  await undisturbed.host.stop();
  return Array.from({ length: process.steps }, (_, index) => index + 1);
}

const stepsOfStart = await everyStepOf((undisturbed, process) => undisturbed.startTuning(process));
const stepsOfAbort = await everyStepOf(async (undisturbed, process) => {
  await undisturbed.startTuning();
  await undisturbed.abort(process);
});

describe.each(HOSTS)('a start that dies, at %s,', (_name, ways) => {
  test.each(stepsOfStart)('at step %i is done by the next attempts: one job, and nothing left', async (dyingAt) => {
    run = await PreparedRun.start({ ways });
    await expect(run.startTuning(mortal(dyingAt))).rejects.toThrow('died');
    await startInTheEnd();
    expect(run.host.jobs).toHaveLength(1);
    await run.succeed();
    expect(run.left).toEqual(NOTHING_LEFT);
  });

  test.each(stepsOfStart)(
    'at step %i with its run cancelled costs nothing more, and leaves nothing',
    async (dyingAt) => {
      run = await PreparedRun.start({ ways });
      await expect(run.startTuning(mortal(dyingAt))).rejects.toThrow('died');
      await run.abort();
      run.now += 600_000;
      expect(await run.release()).toBe(true);
      expect(run.left).toEqual(NOTHING_LEFT);
      expect(await run.record()).toMatchObject({ status: 'cancelled', unreleased: null });
    },
  );
});

describe('with the embedded engine, where the same create again is the same job,', () => {
  test.each(stepsOfStart)(
    'a start that dies at step %i leaves one job with its two files, and nothing in the end',
    async (dyingAt) => {
      run = await PreparedRun.start({ provider: 'embedded', baseModel: 'labelsmith-linear-1' });
      await expect(run.startTuning(mortal(dyingAt))).rejects.toThrow('died');
      expect(await run.startTuning()).toMatchObject({ outcome: 'waiting' });
      expect(run.store.keys('engine/jobs/').filter((key) => key.endsWith('.json'))).toHaveLength(1);
      await run.abort();
      expect(run.left).toEqual(NOTHING_LEFT);
      expect(run.store.keys('engine/files/')).toEqual([]);
    },
  );
});

test.each(stepsOfAbort)('an end that dies at step %i is done by being told again', async (dyingAt) => {
  run = await PreparedRun.start();
  await run.startTuning();
  await expect(run.abort(mortal(dyingAt))).rejects.toThrow('died');
  expect(await run.abort()).toMatchObject({ status: 'cancelled', unreleased: null });
  expect(run.left).toEqual(NOTHING_LEFT);
});
