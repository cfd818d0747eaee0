import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ProviderName } from '../../../core/contract/names.ts';
import { type SettingsInput, settings as schema } from '../../../core/contract/settings.ts';
import { memoryScratch } from '../../../core/dataset/scratch.ts';
import { type PrepareContext, prepareRun } from '../../../core/run/prepare-run.ts';
import { planOf, readPlan, requirePlan, writePlan } from '../../../core/run/run-plan.ts';
import { createRunRecord, readRunRecord } from '../../../core/run/run-record.ts';
import { embeddedTraining } from '../../../services/training/embedded.ts';
import { MemoryStore } from '../../support/memory-store.ts';

const INPUT = { run: 'mails-1', classifier: 'mails', source: { key: 'uploads/mails/a.csv' }, force: false };
const PREPARED = { dataset: { dataset: 'd'.repeat(32) }, preparation: { estimate: { costUsd: 1, seconds: 60 } } };

const plan = (settings: SettingsInput = {}, provider: ProviderName = 'openai') =>
  planOf(INPUT, schema.parse(settings), { provider, baseUrl: '', baseModel: 'base' }, PREPARED);

describe('the plan of a run', () => {
  test('fills in what the settings leave open', () => {
    expect(plan()).toMatchObject({ suffix: 'mails', maxCostUsd: null, mostSilentHours: 24, mostIdleHours: 24 });
    expect(plan({}, 'embedded')).toMatchObject({ mostIdleHours: 1 });
    expect(plan({ mostIdleHours: 3, suffix: 'x', maxCostUsd: 0 })).toMatchObject({
      mostIdleHours: 3,
      suffix: 'x',
      maxCostUsd: 0,
    });
  });

  test.each<[string, SettingsInput, number | null]>([
    ['usually', {}, 0.8],
    ['by the measure of the settings', { checks: { 'near-duplicate': 0.9 } }, 0.9],
    ['though near-duplicates are not reported', { checks: { 'near-duplicate': 'off' } }, 0.8],
    ['not where they stay in training', { checks: { 'near-duplicate-across-split': 'report' } }, null],
    ['not where nobody looks for them', { checks: { 'near-duplicate-across-split': 'off' } }, null],
    ['not in the completion format, whose removals are those of the old tool', { format: 'completion' }, null],
  ])(
    'has near-duplicates of held-out texts kept out of judging as they are out of training: %s',
    (_when, settings, from) => {
      expect(plan(settings).nearDuplicates).toBe(from);
    },
  );

  test('is written once: a second one changes nothing, and is answered with the first', async () => {
    const store = new MemoryStore();
    const first = await writePlan(store, plan({ seed: 1 }));
    expect(await writePlan(store, plan({ seed: 2 }))).toEqual(first);
    expect(await requirePlan(store, INPUT.run)).toEqual(first);
  });
});

describe('preparing a run', () => {
  const SETTINGS = 'classifiers/mails/settings.json';
  const rows = Array.from({ length: 40 }, (_, row) => `message ${row} about ${row * 7},${row % 2 ? 'ham' : 'spam'}`);
  let store: MemoryStore;
  let context: PrepareContext;
  beforeEach(async () => {
    store = new MemoryStore();
    const clock = () => new Date();
    const training = async () => embeddedTraining(store, clock);
    const prediction = () => Promise.reject(new Error('nothing is predicted here'));
    const defaults = { provider: 'embedded', baseUrl: '', baseModel: '' } as const;
    const providers = { defaults, training, prediction };
    context = { store, clock, providers, deadline: new Date(Date.now() + 600_000), scratch: memoryScratch };
    await store.write(INPUT.source.key, `text,label\n${rows.join('\n')}\n`);
    await createRunRecord(context, { ...INPUT, cause: 'upload', settings: 'test' });
  });

  test('writes the plan, and the estimate into its record', async () => {
    await store.write(SETTINGS, '{"seed": 5, "maxCostUsd": 2}');
    expect(await prepareRun(context, INPUT)).toEqual({ outcome: 'tune' });
    const { dataset, ...record } = await readRunRecord(store, INPUT.run);
    expect(await readPlan(store, INPUT.run)).toMatchObject({ dataset, seed: 5, maxCostUsd: 2, provider: 'embedded' });
    expect(record.estimate).toMatchObject({ costUsd: 0 });
  });

  test('again keeps to the plan, though the settings have changed or cannot be read any more', async () => {
    await prepareRun(context, INPUT);
    const before = await readPlan(store, INPUT.run);
    await store.write(SETTINGS, '{"provider": "openai", "nonsense": 1}');
    expect(await prepareRun(context, INPUT)).toEqual({ outcome: 'tune' });
    expect(await readPlan(store, INPUT.run)).toEqual(before);
  });

  test('is blocked where the settings name a host and no model of it', async () => {
    const silent = embeddedTraining(store, context.clock);
    const training = async () => ({ ...silent, capabilities: { ...silent.capabilities, defaultBaseModel: null } });
    await store.write(SETTINGS, '{"provider": "openai-compatible", "baseUrl": "https://host.example/v1"}');
    const providers = { ...context.providers, training };
    expect(await prepareRun({ ...context, providers }, INPUT)).toEqual({ outcome: 'blocked' });
    expect((await readRunRecord(store, INPUT.run)).reason).toMatchObject({
      code: 'InvalidSettings',
      message: expect.stringContaining('https://host.example/v1'),
    });
  });
});
