import { beforeEach, expect, test } from '@jest/globals';
import { LabelsmithError } from '../../../core/errors.ts';
import { createPredictionServer } from '../../../core/prediction/serve-predictions.ts';
import { endCanary, startCanary } from '../../../core/registry/canary.ts';
import { promote, readChampion } from '../../../core/registry/champion.ts';
import { registerVersion } from '../../../core/registry/versions.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { plannedProviders } from '../../support/planned-providers.ts';

const change = { classifier: 'sports', by: 'a test', reason: 'because' };
const texts = Array.from({ length: 100 }, (_, index) => `text ${index}`);

let store: MemoryStore;
let now: number;
let isCanaryBroken: boolean;
const clock = () => new Date(now);
const hosts = plannedProviders(
  {},
  {
    answer: async ({ model }) => {
      if (isCanaryBroken && model === 'model-of-two') throw new LabelsmithError('ProviderRefused', 'no', '');
      return { token: 'hockey', alternatives: null };
    },
  },
).prediction;

beforeEach(async () => {
  store = new MemoryStore();
  now = Date.parse('2026-11-26T08:00:00Z');
  isCanaryBroken = false;
  for (const run of ['one', 'two']) await registerVersion(store, candidateVersion(run));
  await promote({ store, clock }, { ...change, version: 1 });
  await startCanary({ store, clock }, { ...change, version: 2, share: 0.4 });
});

const server = () =>
  createPredictionServer(store, hosts, clock, {
    endCanary: async (classifier, canary, reason) => {
      await endCanary({ store, clock }, { classifier, by: 'classify-text', canary, reason });
    },
  });
const versionsOf = (predictions: readonly { version: number }[]) => predictions.map(({ version }) => version);
const share = (versions: readonly number[]) => versions.filter((version) => version === 2).length / versions.length;

test('a canary answers its share, the same texts each time, and none where a version is asked for', async () => {
  const versions = versionsOf(await server().predict('sports', { texts }));
  expect(share(versions)).toBeGreaterThan(0.25);
  expect(share(versions)).toBeLessThan(0.55);
  expect(versionsOf(await server().predict('sports', { texts }))).toEqual(versions);
  expect(share(versionsOf(await server().predict('sports', { texts }, { version: 1 })))).toBe(0);
});

test('a canary that fails costs nobody an answer, and is ended with the reason', async () => {
  isCanaryBroken = true;
  const serving = server();
  expect(share(versionsOf(await serving.predict('sports', { texts })))).toBe(0);
  expect((await readChampion(store, 'sports'))?.value).toMatchObject({
    version: 1,
    canary: {
      version: 2,
      ended: { by: 'classify-text', reason: expect.stringMatching(/^100% of its last \d+ answers/) },
    },
  });
  isCanaryBroken = false;
  now += 2_000;
  expect(share(versionsOf(await serving.predict('sports', { texts })))).toBe(0);
});
