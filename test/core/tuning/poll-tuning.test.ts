import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { changeArtefact } from '../../../core/artefact.ts';
import { job as jobSchema } from '../../../core/contract/job.ts';
import { runKey } from '../../../core/contract/keys.ts';
import { updateRunRecord } from '../../../core/run/run-record.ts';
import { pollTuning } from '../../../core/tuning/poll-tuning.ts';
import type { HostJob } from '../../support/paid-host.ts';
import { INPUT, PreparedRun, RUN } from '../../support/prepared-run.ts';

const HOUR_MS = 3_600_000;
/** How long the embedded engine trains while it is looked at. */
const TRAINING_MS = 1_500;

let run: PreparedRun;
let job: HostJob;
let looks: number;
beforeEach(async () => {
  run = await PreparedRun.start({ settings: { mostIdleHours: 100 } });
  await run.startTuning();
  job = run.host.jobs[0] as HostJob;
  job.status = 'running';
  looks = 0;
  await changeArtefact(run.store, runKey(RUN, 'job.json'), jobSchema, (known) => ({
    ...known,
    provider: 'embedded' as const,
  }));
});
afterEach(() => run.host.stop());

/** A poll of a job that trains while it is looked at, and of which something else may happen at the n-th look. */
async function poll(atLook: (look: number) => unknown = () => undefined) {
  const context = run.context();
  const provider = await context.providers.training({ provider: 'embedded', baseUrl: '' });
  const training = {
    ...provider,
    events: () => provider.events(job.id),
    retrieve: async (id: string) => {
      looks += 1;
      run.now += TRAINING_MS;
      await atLook(looks);
      return provider.retrieve(id);
    },
  };
  return pollTuning({ ...context, providers: { ...context.providers, training: async () => training } }, INPUT);
}

describe('a poll of a job that trains while it is looked at', () => {
  test('is one look while the job is young', async () => {
    expect(await poll()).toEqual({ outcome: 'waiting', waitSeconds: 0 });
    expect(looks).toBe(1);
  });

  test('is as many looks as fit into 2% of the age, and counts once', async () => {
    run.now += HOUR_MS;
    expect(await poll()).toMatchObject({ outcome: 'waiting' });
    expect(looks).toBe(Math.ceil((0.02 * HOUR_MS) / TRAINING_MS) + 1);
    expect(await run.job()).toMatchObject({ looks: 1 });
  });

  test('takes two minutes at most', async () => {
    run.now += 100 * HOUR_MS - 1;
    await poll(() => job.events.push({ id: `${looks}`, created_at: run.now / 1000, level: 'info', message: 'Step' }));
    expect(looks).toBe(120_000 / TRAINING_MS);
  });

  test('ends with the job', async () => {
    run.now += HOUR_MS;
    expect(await poll((look) => look === 3 && run.host.succeed(job))).toEqual({ outcome: 'ended', waitSeconds: 0 });
    expect(looks).toBe(3);
  });

  test('ends when somebody asks for the run to be cancelled', async () => {
    run.now += HOUR_MS;
    const cancelRequested = { at: new Date(run.now).toISOString(), by: 'a person' };
    await poll((look) => look === 3 && updateRunRecord(run.context(), RUN, { cancelRequested }));
    expect(looks).toBe(3);
  });
});
