import { beforeEach, describe, expect, test } from '@jest/globals';
import { versionKey } from '../../../core/contract/keys.ts';
import { LabelsmithError } from '../../../core/errors.ts';
import type { CanaryFaults } from '../../../core/prediction/canary-trials.ts';
import { meetsCanary } from '../../../core/prediction/canary-watch.ts';
import type { WaitUntil } from '../../../core/prediction/deadline.ts';
import { createPredictionServer } from '../../../core/prediction/serve-predictions.ts';
import { endCanary, startCanary } from '../../../core/registry/canary.ts';
import { promote, readChampion } from '../../../core/registry/champion.ts';
import { readHistory } from '../../../core/registry/history.ts';
import { registerVersion } from '../../../core/registry/versions.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { plannedProviders } from '../../support/planned-providers.ts';

const change = { classifier: 'sports', by: 'a test', reason: 'because' };
const texts = Array.from({ length: 100 }, (_, index) => `text ${index}`);

type State = 'there' | 'talking' | 'refusing' | 'away' | 'hanging' | 'slow';
/** The two versions' models. */
let champion: State;
let canary: State;
let store: MemoryStore;
let now: number;
let asked: Record<string, number>;
let told: CanaryFaults[];
const clock = () => new Date(now);
const hosts = plannedProviders(
  {},
  {
    answer: async ({ model }) => {
      asked[model] = (asked[model] ?? 0) + 1;
      const state = model === 'model-of-two' ? canary : champion;
      if (state === 'refusing') throw new LabelsmithError('ProviderRefused', 'the model is gone', '');
      if (state === 'away') throw new LabelsmithError('ProviderUnavailable', 'the host is away', '');
      if (state === 'hanging') return new Promise<never>(() => undefined);
      if (state === 'slow') now += 1_000;
      return { token: state === 'talking' ? 'Hello!' : 'hockey', alternatives: null };
    },
  },
).prediction;

/** Time stands still as long as anything happens; then it is the moment that is waited for. */
const waitUntil: WaitUntil = async (moment, work, fault) => {
  let isThere = false;
  const over = async () => {
    for (let turns = 0; turns < 50; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    if (!isThere) now = Math.max(now, moment.getTime());
    throw fault();
  };
  return Promise.race([work, over()]).finally(() => {
    isThere = true;
  });
};

/** Both at the same host, which may be one that can be out of order, as the embedded engine cannot. */
async function begin(provider: 'embedded' | 'openai'): Promise<void> {
  store = new MemoryStore();
  for (const run of ['one', 'two']) await registerVersion(store, candidateVersion(run, { provider }));
  await promote({ store, clock }, { ...change, version: 1 });
  await startCanary({ store, clock }, { ...change, version: 2, share: 0.4 });
}

beforeEach(async () => {
  now = Date.parse('2026-11-26T08:00:00Z');
  champion = 'there';
  canary = 'there';
  asked = {};
  told = [];
  await begin('embedded');
});

const server = () =>
  createPredictionServer(store, hosts, clock, {
    endCanary: async (classifier, ending, reason) => {
      await endCanary({ store, clock }, { classifier, by: 'classify-text', canary: ending, reason });
    },
    tellCanaryFaults: (faults) => told.push(faults),
    waitUntil,
  });
const versionsOf = (predictions: readonly { version: number }[]) => predictions.map(({ version }) => version);
/** A text that is the canary's. */
const met = texts.find((text) => meetsCanary(text, 'sports', { version: 2, share: 0.4 })) ?? '';
const share = (versions: readonly number[]) => versions.filter((version) => version === 2).length / versions.length;
const ended = async () => (await readChampion(store, 'sports'))?.value.canary?.ended;

test('a canary answers its share, the same texts each time, and none where a version is asked for', async () => {
  const versions = versionsOf(await server().predict('sports', { texts }));
  expect(share(versions)).toBeGreaterThan(0.25);
  expect(share(versions)).toBeLessThan(0.55);
  expect(versionsOf(await server().predict('sports', { texts }))).toEqual(versions);
  expect(share(versionsOf(await server().predict('sports', { texts }, { version: 1 })))).toBe(0);
});

describe('a canary that answers with none of its labels', () => {
  test('costs nobody an answer, and is ended with the reason', async () => {
    canary = 'talking';
    const predictions = await server().predict('sports', { texts });
    expect(share(versionsOf(predictions))).toBe(0);
    const shares = '100.0% of its last 20 answers failed, of the version in service 0.0%';
    const reason = `${shares}; the last one because the model answered with none of its labels`;
    expect(await ended()).toMatchObject({ by: 'classify-text', reason });
    expect(told).toMatchObject([{ version: 2, failed: expect.any(Number), slow: 0 }]);
  });

  test('goes on where the version in service answers so to the same texts', async () => {
    canary = 'talking';
    champion = 'talking';
    await server().predict('sports', {
      texts: texts.filter((text) => meetsCanary(text, 'sports', { version: 2, share: 0.4 })),
    });
    expect(asked['model-of-two']).toBeGreaterThan(20);
    expect(await ended()).toBeNull();
  });
});

describe('a canary that fails', () => {
  test.each<[State, string]>([
    ['refusing', 'the model is gone'],
    ['away', 'the host is away'],
  ])('costs nobody an answer, and is ended with the reason (%s)', async (state, because) => {
    canary = state;
    const serving = server();
    expect(share(versionsOf(await serving.predict('sports', { texts })))).toBe(0);
    const reason = `100.0% of its last 20 answers failed, of the version in service 0.0%; the last one because ${because}`;
    expect(await ended()).toMatchObject({ by: 'classify-text', reason });
    expect((await readHistory(store, 'sports')).at(-1)).toMatchObject({ action: 'canary-ended', version: 2, reason });
    canary = 'there';
    now += 2_000;
    expect(share(versionsOf(await serving.predict('sports', { texts })))).toBe(0);
  });

  test('is asked no more as soon as it has failed often enough, though a request is under way', async () => {
    canary = 'refusing';
    await server().predict('sports', { texts: Array.from({ length: 100 }, (_, index) => `another text ${index}`) });
    // Twenty, and those that were asked at the same time as the twentieth.
    expect(asked['model-of-two']).toBeLessThan(20 + 8);
  });

  test('with its host is ended after twenty texts, of which one waits, and leaves the host to the version in service', async () => {
    await begin('openai');
    canary = 'away';
    const serving = server();
    for (const text of texts) expect(await serving.predict('sports', { text })).toMatchObject([{ version: 1 }]);
    expect(asked['model-of-two']).toBe(1);
    expect(await ended()).toMatchObject({ reason: expect.stringContaining('100.0% of its last 20') });
  });

  test('is told of after each request, by number, and never with a text', async () => {
    canary = 'refusing';
    const serving = server();
    await serving.predict('sports', { texts: texts.slice(0, 20) });
    await serving.predict('sports', { texts: texts.slice(20, 40) });
    expect(told).toHaveLength(2);
    expect(told[0]).toMatchObject({ classifier: 'sports', version: 2, slow: 0, fault: { name: 'ProviderRefused' } });
    expect(told.map(({ failed }) => failed).reduce((sum, failed) => sum + failed)).toBe(asked['model-of-two']);
    expect(JSON.stringify(told)).not.toContain('text ');
  });

  test('together with the version in service is not to blame, and goes on when both are back', async () => {
    await begin('openai');
    champion = 'away';
    canary = 'away';
    const serving = server();
    for (const text of texts) {
      await expect(serving.predict('sports', { text })).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    }
    champion = 'there';
    canary = 'there';
    now += 10_000;
    for (const text of texts) await serving.predict('sports', { text });
    expect(await ended()).toBeNull();
    expect(share(versionsOf(await serving.predict('sports', { texts })))).toBeGreaterThan(0.25);
  });

  test('to answer at all leaves the version in service as much time as it had', async () => {
    canary = 'hanging';
    const began = now;
    const [answer] = await server().predict('sports', { text: met }, { deadline: new Date(now + 20_000) });
    expect([answer?.version, now - began, asked['model-of-two']]).toEqual([1, 10_000, 1]);
  });

  test('is not asked where there is no time for both', async () => {
    canary = 'hanging';
    expect(await server().predict('sports', { text: met }, { deadline: new Date(now + 9_000) })).toMatchObject([
      { version: 1 },
    ]);
    expect(asked).not.toHaveProperty('model-of-two');
  });

  test('to be read from the bucket has the version in service answer, and is told of', async () => {
    await store.write(versionKey('sports', 2), '{}');
    expect(share(versionsOf(await server().predict('sports', { texts })))).toBe(0);
    expect(told).toMatchObject([{ version: null, fault: { name: 'BrokenArtefact' } }]);
  });
});

test('a canary that is slow is told of once it can be compared, and ended with the reason', async () => {
  canary = 'slow';
  const serving = server();
  for (const text of texts) await serving.predict('sports', { text });
  expect(told.length).toBeGreaterThan(0);
  expect(told[0]).toMatchObject({ version: 2, failed: 0, slow: 1, fault: undefined });
  expect(await ended()).toMatchObject({ reason: expect.stringMatching(/^its answers take 1.00 s \(median\)/) });
});

test('an answer is not kept back by a canary that cannot be taken out', async () => {
  canary = 'refusing';
  const serving = createPredictionServer(store, hosts, clock, {
    endCanary: () => new Promise<never>(() => undefined),
    waitUntil,
  });
  const answers = await serving.predict('sports', { texts }, { deadline: new Date(now + 20_000) });
  expect([answers.length, share(versionsOf(answers))]).toEqual([100, 0]);
});
