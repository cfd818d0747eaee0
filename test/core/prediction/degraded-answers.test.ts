import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Abstention, Calibration } from '../../../core/contract/calibration.ts';
import { settingsKey } from '../../../core/contract/keys.ts';
import type { SettingsInput } from '../../../core/contract/settings.ts';
import { LabelsmithError } from '../../../core/errors.ts';
import { fitModel } from '../../../core/learner/fit.ts';
import { encodeModel } from '../../../core/learner/model/model-file.ts';
import { createPredictionServer } from '../../../core/prediction/serve-predictions.ts';
import { promote } from '../../../core/registry/champion.ts';
import { type NewVersion, registerVersion } from '../../../core/registry/versions.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import { labelledTexts } from '../../support/labelled-texts.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { plannedProviders } from '../../support/planned-providers.ts';

const BASELINE = 'baselines/sports/one.bin';
const PUCK = 'the goalie met the puck';

let baseline: Uint8Array;
beforeAll(async () => {
  baseline = encodeModel((await fitModel(labelledTexts(40))).model);
});

let store: MemoryStore;
let now: number;
let hostIs: 'there' | 'away' | 'refusing';
let asked: number;
const clock = () => new Date(now);
const hosts = plannedProviders(
  {},
  {
    answer: async () => {
      asked += 1;
      if (hostIs === 'away') throw new LabelsmithError('ProviderUnavailable', 'away', 'Wait.');
      if (hostIs === 'refusing') throw new LabelsmithError('ProviderRefused', 'gone', 'Look.');
      return { token: 'hockey', alternatives: [{ token: 'hockey', logprob: 0 }] };
    },
  },
).prediction;

beforeEach(async () => {
  store = new MemoryStore();
  now = Date.parse('2026-11-22T10:00:00Z');
  hostIs = 'away';
  asked = 0;
  await store.write(BASELINE, baseline);
  // The provider's answers need full confidence; the baseline's are other answers, and need less.
  const baselineServing = { calibration: null, abstention: from(0.5) };
  const served = { provider: 'openai', baseline: BASELINE, abstention: from(1), baselineServing } as const;
  await registerVersion(store, candidateVersion('one', served));
  await registerVersion(store, candidateVersion('two', { provider: 'openai' }));
  await promote({ store, clock }, { classifier: 'sports', version: 1, by: 'a test', reason: 'because' });
});

/** Answers are given from this confidence on. */
function from(confidence: number): Abstention {
  const effect = { confidence, answers: 9, coverage: 1, precision: 1, proved: 0.9 };
  const thresholds = [{ label: null, answers: 9, reached: null, best: effect }];
  return { precision: 0.99, per: 'overall', from: 'held-out', thresholds, sentences: [] };
}

const allow = (settings: SettingsInput) => store.write(settingsKey('sports'), JSON.stringify(settings));
const FALLBACK = { serving: { fallback: true } };

describe('a provider that does not answer', () => {
  test('is stood in for by the embedded model of the same version, which says so', async () => {
    await allow(FALLBACK);
    const server = createPredictionServer(store, hosts, clock);
    const answers = await server.predict('sports', { texts: [PUCK, 'the pitcher met the catcher'] });
    expect(answers).toMatchObject([
      {
        label: 'hockey',
        provider: 'embedded',
        model: 'baseline of version 1',
        degraded: true,
        abstained: false,
        version: 1,
      },
      { label: 'baseball', provider: 'embedded', model: 'baseline of version 1', degraded: true },
    ]);
    for (const { probabilities } of answers) {
      expect(probabilities?.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
    }
  });

  describe('has a baseline answer', () => {
    let made = 0;
    const degraded = async (changes: Partial<NewVersion>) => {
      const served = { provider: 'openai', baseline: BASELINE, ...changes } as const;
      const { version } = await registerVersion(store, candidateVersion(`made-${++made}`, served));
      await allow(FALLBACK);
      const answers = await createPredictionServer(store, hosts, clock).predict('sports', { text: PUCK }, { version });
      return answers[0];
    };
    const withheld = { label: null, guess: 'hockey', abstained: true, degraded: true, confidence: expect.any(Number) };

    test("by the baseline's own threshold, whatever the version's is", async () => {
      const baselineServing = { calibration: null, abstention: from(1) };
      expect(await degraded({ abstention: from(0), baselineServing })).toMatchObject({
        ...withheld,
        abstainedBecause: 'low-confidence',
      });
    });

    test('at its own temperature', async () => {
      const calibration = {
        temperature: 4,
        from: 'held-out',
        answers: 80,
        expectedCalibrationError: 0,
        calibrationInterval: [0, 0],
      } satisfies Calibration;
      // The version's own is for another model's answers.
      const plain = (await degraded({ calibration }))?.confidence ?? 0;
      const cooled = (await degraded({ baselineServing: { calibration, abstention: null } }))?.confidence ?? 0;
      const odds = (confidence: number) => Math.log(confidence / (1 - confidence));
      expect(odds(cooled)).toBeCloseTo(odds(plain) / 4, 6);
    });

    test('always where nobody asks for a precision', async () => {
      expect(await degraded({})).toMatchObject({ label: 'hockey', abstained: false, degraded: true });
    });

    test('with nothing but a guess where a precision is asked for and its own was never measured', async () => {
      expect(await degraded({ abstention: from(0) })).toMatchObject({ ...withheld, abstainedBecause: 'unproved' });
    });
  });

  test('is not asked again while it rests, and answers again without a restart when it is back', async () => {
    await allow(FALLBACK);
    const server = createPredictionServer(store, hosts, clock);
    const ask = async () => (await server.predict('sports', { text: PUCK }))[0];
    expect(await ask()).toMatchObject({ degraded: true });
    hostIs = 'there';
    now += 4_999;
    expect(await ask()).toMatchObject({ degraded: true });
    expect(asked).toBe(1);
    now += 1;
    expect(await ask()).toMatchObject({ provider: 'openai', model: 'model-of-one' });
    expect(await ask()).not.toHaveProperty('degraded');
  });

  test('is told of at each fault, and not at each answer that is given in its place', async () => {
    await allow(FALLBACK);
    const told: [string, number][] = [];
    const server = createPredictionServer(store, hosts, clock, {
      tellStoodIn: ({ message }, { version }) => told.push([message, version]),
    });
    for (let request = 0; request < 5; request += 1) await server.predict('sports', { text: PUCK });
    expect(told).toEqual([['away', 1]]);
    now += 5_000;
    await server.predict('sports', { text: PUCK });
    expect(told).toHaveLength(2);
  });

  test('leaves degraded answers out of those that are kept', async () => {
    await allow(FALLBACK);
    const server = createPredictionServer(store, hosts, clock);
    await server.predict('sports', { text: PUCK });
    hostIs = 'there';
    now += 60_000;
    expect((await server.predict('sports', { text: PUCK }))[0]).not.toHaveProperty('degraded');
  });

  test.each([
    ['the settings do not allow it', {}, 1],
    ['the version has no baseline', FALLBACK, 2],
  ])('is not stood in for when %s', async (_, settings, version) => {
    await allow(settings);
    const request = createPredictionServer(store, hosts, clock).predict('sports', { text: PUCK }, { version });
    await expect(request).rejects.toMatchObject({ name: 'ProviderUnavailable' });
  });

  test.each([
    ['is missing', () => store.remove(BASELINE), `${BASELINE} does not exist`],
    ['is damaged', () => store.write(BASELINE, baseline.subarray(0, 1_000)), `${BASELINE} is damaged`],
    ['is no model', () => store.write(BASELINE, '{}'), `${BASELINE} is damaged`],
  ])('is what is told when the baseline %s, for that may be all there is to wait for', async (_, spoil, why) => {
    await allow(FALLBACK);
    await spoil();
    const server = createPredictionServer(store, hosts, clock);
    await expect(server.predict('sports', { text: PUCK })).rejects.toMatchObject({
      name: 'ProviderUnavailable',
      message: 'away, and the embedded model that may stand in for it could not be used',
      cause: { name: 'BrokenArtefact', message: why },
    });
    await store.write(BASELINE, baseline);
    expect(await server.predict('sports', { text: PUCK })).toMatchObject([{ degraded: true }]);
    hostIs = 'there';
    now += 5_000;
    expect((await server.predict('sports', { text: PUCK }))[0]).not.toHaveProperty('degraded');
  });

  test('is not stood in for when it refuses: a model that is gone does not come back by itself', async () => {
    await allow(FALLBACK);
    hostIs = 'refusing';
    const request = createPredictionServer(store, hosts, clock).predict('sports', { text: PUCK });
    await expect(request).rejects.toMatchObject({ name: 'ProviderRefused' });
  });

  test('is not mourned by the versions of another host', async () => {
    await registerVersion(store, candidateVersion('three', { provider: 'openai-compatible', baseUrl: 'http://b/v1' }));
    const server = createPredictionServer(store, hosts, clock);
    await expect(server.predict('sports', { text: PUCK })).rejects.toThrow('away');
    hostIs = 'there';
    expect(await server.predict('sports', { text: PUCK }, { version: 3 })).toMatchObject([{ version: 3 }]);
    await expect(server.predict('sports', { text: PUCK })).rejects.toMatchObject({ retryAfterSeconds: 5 });
  });
});
