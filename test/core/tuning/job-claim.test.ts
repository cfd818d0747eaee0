import { beforeEach, describe, expect, test } from '@jest/globals';
import { settings } from '../../../core/contract/settings.ts';
import { LabelsmithError } from '../../../core/errors.ts';
import { recordFailure } from '../../../core/run/record-failure.ts';
import { planOf, writePlan } from '../../../core/run/run-plan.ts';
import { createRunRecord, readRunRecord } from '../../../core/run/run-record.ts';
import type { ProviderJob, Providers, TrainingProvider } from '../../../core/tuning/provider.ts';
import { startTuning } from '../../../core/tuning/start-tuning.ts';
import { openAiCapabilities } from '../../../services/training/openai.ts';
import { MemoryStore } from '../../support/memory-store.ts';

const RUN = 'sports-1';
const INPUT = { run: RUN, classifier: 'sports', source: { key: 'uploads/sports/a.csv' }, force: false };
const DATASET = 'd'.repeat(32);
const CHOICE = { provider: 'openai' as const, baseUrl: '', baseModel: 'base' };
const PREPARED = { dataset: { dataset: DATASET }, preparation: { estimate: { costUsd: 1, seconds: 60 } } };

/** A provider that charges for every create and does not know its tokens: the kind that must be asked once. */
class PaidHost {
  created: string[] = [];
  /** What `find` and `create` do before they answer. */
  find: () => ProviderJob | undefined = () => undefined;
  afterCreate: () => void = () => undefined;
  readonly removed: string[] = [];
  readonly cancelled: string[] = [];

  readonly training: TrainingProvider = {
    name: 'openai',
    capabilities: openAiCapabilities,
    upload: async (name) => `file-${name}`,
    create: async ({ token }) => {
      this.created.push(token);
      this.afterCreate();
      return jobOf('job-1');
    },
    find: async () => this.find(),
    cancel: async (id) => void this.cancelled.push(id),
    removeFiles: async (ids) => void this.removed.push(...ids),
    retrieve: unplanned,
    events: unplanned,
    checkpoints: unplanned,
    results: unplanned,
    filesNamed: unplanned,
    model: unplanned,
    deleteModel: unplanned,
  };
}

async function unplanned(): Promise<never> {
  throw new Error('this was not planned');
}

const jobOf = (id: string): ProviderJob => ({
  id,
  status: 'validating_files',
  model: null,
  resultFiles: [],
  trainedTokens: null,
  estimatedFinish: null,
  finishedAt: null,
  error: null,
  trainingFile: null,
  validationFile: null,
  token: null,
});

let store: MemoryStore;
let host: PaidHost;
let now: number;
const context = () => {
  const providers: Providers = {
    defaults: { provider: 'openai', baseUrl: '', baseModel: '' },
    training: async () => host.training,
    prediction: unplanned,
  };
  return { store, providers, clock: () => new Date(now), deadline: new Date(now + 300_000) };
};

beforeEach(async () => {
  store = new MemoryStore();
  host = new PaidHost();
  now = Date.parse('2026-01-01T00:00:00Z');
  await store.write(`datasets/${DATASET}/train.jsonl`, 'x');
  await store.write(`datasets/${DATASET}/validation.jsonl`, 'x');
  await createRunRecord(context(), { ...INPUT, cause: 'upload', settings: 'test' });
  await writePlan(store, planOf(INPUT, settings.parse({}), CHOICE, PREPARED));
});

describe('the one job of a run', () => {
  test('is created once, and found in its record by every later attempt', async () => {
    expect(await startTuning(context(), INPUT)).toMatchObject({ outcome: 'waiting' });
    expect(await startTuning(context(), INPUT)).toMatchObject({ outcome: 'waiting' });
    expect(host.created).toEqual([RUN]);
  });

  test('is found at the provider when the function died between create and record', async () => {
    host.afterCreate = () => {
      throw new Error('the function died');
    };
    await expect(startTuning(context(), INPUT)).rejects.toThrow('died');
    host.find = () => jobOf('job-1');
    await startTuning(context(), INPUT);
    expect(host.created).toEqual([RUN]);
    expect((await readRunRecord(store, RUN)).job).toBe('job-1');
  });

  test('is waited for until the attempt that may have created it is over, and two minutes more', async () => {
    host.afterCreate = () => {
      throw new LabelsmithError('ProviderUnavailable', 'no answer', 'wait');
    };
    await expect(startTuning(context(), INPUT)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    host.afterCreate = () => undefined;
    now += 300_000 + 119_000;
    await expect(startTuning(context(), INPUT)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    expect(host.created).toHaveLength(1);
    now += 2_000;
    expect(await startTuning(context(), INPUT)).toMatchObject({ outcome: 'waiting' });
    expect(host.created).toHaveLength(2);
  });

  test('is never created blindly a second time where the provider lists no jobs', async () => {
    host.afterCreate = () => {
      throw new Error('the function died');
    };
    await expect(startTuning(context(), INPUT)).rejects.toThrow('died');
    host.find = () => {
      throw new LabelsmithError('ProviderRefused', 'there is no list', 'none');
    };
    now += 10_000_000;
    expect(await startTuning(context(), INPUT)).toMatchObject({ outcome: 'blocked' });
    expect(await readRunRecord(store, RUN)).toMatchObject({ status: 'blocked', reason: { code: 'JobUncertain' } });
    expect(host.created).toHaveLength(1);
  });

  test('is created by one of two attempts that run at the same time', async () => {
    const attempts = await Promise.allSettled([startTuning(context(), INPUT), startTuning(context(), INPUT)]);
    expect(attempts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(host.created).toHaveLength(1);
  });

  test('is found and cancelled when the run was cancelled between create and record', async () => {
    host.afterCreate = () => {
      throw new Error('the function was stopped');
    };
    await expect(startTuning(context(), INPUT)).rejects.toThrow('stopped');
    host.find = () => ({ ...jobOf('job-1'), trainingFile: 'file-1' });
    const failure = { run: RUN, error: 'Cancelled', cause: 'a test', aborted: true };
    expect(await recordFailure(context(), failure)).toMatchObject({ status: 'cancelled' });
    expect([host.cancelled, host.removed]).toEqual([['job-1'], ['file-1']]);
  });

  test('that may still appear keeps its end from being the last word', async () => {
    host.afterCreate = () => {
      throw new Error('the function was stopped');
    };
    await expect(startTuning(context(), INPUT)).rejects.toThrow('stopped');
    const failure = { run: RUN, error: 'Cancelled', cause: 'a test', aborted: true };
    await expect(recordFailure(context(), failure)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    expect((await readRunRecord(store, RUN)).status).toBe('cancelled');
    now += 300_000 + 121_000;
    expect(await recordFailure(context(), failure)).toMatchObject({ status: 'cancelled' });
  });

  test('leaves no files behind when the provider refuses it', async () => {
    host.afterCreate = () => {
      throw new LabelsmithError('ProviderRefused', 'no quota', 'pay');
    };
    expect(await startTuning(context(), INPUT)).toMatchObject({ outcome: 'blocked' });
    expect(host.removed).toEqual([`file-${RUN}-train.jsonl`, `file-${RUN}-validation.jsonl`]);
  });
});
