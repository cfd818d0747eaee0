import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { classifierPrefix, settingsKey } from '../../../core/contract/keys.ts';
import { LabelsmithError } from '../../../core/errors.ts';
import type { PredictionRequest } from '../../../core/prediction/prediction-host.ts';
import { createPredictionServer } from '../../../core/prediction/serve-predictions.ts';
import { promote } from '../../../core/registry/champion.ts';
import { registerVersion } from '../../../core/registry/versions.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { plannedProviders } from '../../support/planned-providers.ts';

let store: MemoryStore;
let now: number;
let asked: PredictionRequest[];
const clock = () => new Date(now);
const tokens = { hockey: Math.log(0.7), baseball: Math.log(0.3) };
const hosts = plannedProviders(
  {},
  {
    answer: async (request) => {
      asked.push(request);
      return { token: 'hockey', alternatives: Object.entries(tokens).map(([token, logprob]) => ({ token, logprob })) };
    },
  },
).prediction;

beforeEach(async () => {
  store = new MemoryStore();
  now = Date.parse('2026-11-22T10:00:00Z');
  asked = [];
  for (const run of ['one', 'two']) await registerVersion(store, candidateVersion(run));
  await promote({ store, clock }, { classifier: 'sports', version: 1, by: 'a test', reason: 'because' });
});

const textsAsked = () => asked.map(({ text }) => text);

describe('a prediction server', () => {
  test('answers equal texts of one request once, and in the order that they were asked in', async () => {
    const server = createPredictionServer(store, hosts, clock);
    const answers = await server.predict('sports', { texts: ['a puck', 'a bat', 'a puck'] });
    expect(answers.map(({ label }) => label)).toEqual(['hockey', 'hockey', 'hockey']);
    expect(textsAsked()).toEqual(['a puck', 'a bat']);
  });

  test('keeps recent answers, of each version its own', async () => {
    const server = createPredictionServer(store, hosts, clock);
    await server.predict('sports', { text: 'a puck' });
    await server.predict('sports', { text: 'a puck' });
    expect(asked).toHaveLength(1);
    expect(await server.predict('sports', { text: 'a puck' }, { version: 2 })).toMatchObject([{ version: 2 }]);
    expect(asked).toHaveLength(2);
  });

  test.each([
    ['keeps none where the settings say so', { serving: { cache: false } }, 2],
    ['keeps them where the settings say nothing', {}, 1],
    ['keeps them where the settings hold a mistake in something else', { seed: 'abc' }, 1],
  ])('%s', async (_, settings, times) => {
    await store.write(settingsKey('sports'), JSON.stringify(settings));
    const server = createPredictionServer(store, hosts, clock);
    await server.predict('sports', { text: 'a puck' });
    await server.predict('sports', { text: 'a puck' });
    expect(asked).toHaveLength(times);
  });

  test('goes by the settings that it knows while the bucket does not tell them', async () => {
    await store.write(settingsKey('sports'), JSON.stringify({ serving: { cache: false } }));
    const server = createPredictionServer(store, hosts, clock);
    await server.predict('sports', { text: 'a puck' });
    const read = store.read.bind(store);
    jest.spyOn(store, 'read').mockImplementation(async (key, options) => {
      if (key === settingsKey('sports')) throw new LabelsmithError('StoreUnavailable', 'away', 'Wait.');
      return read(key, options);
    });
    now += 6_000;
    for (const times of [2, 3]) {
      await server.predict('sports', { text: 'a puck' });
      expect(asked).toHaveLength(times);
    }
    now += 60_000;
    expect(await server.predict('sports', { text: 'a puck' })).toMatchObject([{ label: 'hockey' }]);
  });

  test('tells as many probabilities as are asked for, whatever was asked for before', async () => {
    const server = createPredictionServer(store, hosts, clock);
    const [one] = await server.predict('sports', { text: 'a puck' }, { topK: 1 });
    const [all] = await server.predict('sports', { text: 'a puck' });
    expect(one?.probabilities).toEqual([{ label: 'hockey', probability: expect.closeTo(0.7) }]);
    expect(all?.probabilities).toHaveLength(2);
  });

  test('reads the registry once for all that ask at the same time, and anew a second later', async () => {
    const server = createPredictionServer(store, hosts, clock);
    const read = jest.spyOn(store, 'read');
    await Promise.all(Array.from({ length: 20 }, (_, n) => server.predict('sports', { text: `text ${n}` })));
    expect(read.mock.calls.map(([key]) => key).sort()).toEqual([
      'classifiers/sports/champion.json',
      'classifiers/sports/settings.json',
      'classifiers/sports/versions/1.json',
    ]);
    await promote({ store, clock }, { classifier: 'sports', version: 2, by: 'a test', reason: 'because' });
    now += 1_000;
    expect(await server.predict('sports', { text: 'a puck' })).toMatchObject([{ version: 2 }]);
  });

  test('answers with the new version 1 of a classifier that was deleted and trained again', async () => {
    const server = createPredictionServer(store, hosts, clock);
    await server.predict('sports', { text: 'a puck' });
    await store.removeAll(classifierPrefix('sports'));
    now += 60_000;
    await registerVersion(store, candidateVersion('again'));
    await promote({ store, clock }, { classifier: 'sports', version: 1, by: 'a test', reason: 'because' });
    expect(await server.predict('sports', { text: 'a puck' })).toMatchObject([{ version: 1, model: 'model-of-again' }]);
  });

  test('does not keep a failure to read', async () => {
    const server = createPredictionServer(store, hosts, clock);
    await expect(server.predict('none', { text: 'a puck' })).rejects.toMatchObject({ name: 'NotFound' });
    await registerVersion(store, candidateVersion('three', { classifier: 'none' }));
    await promote({ store, clock }, { classifier: 'none', version: 1, by: 'a test', reason: 'because' });
    expect(await server.predict('none', { text: 'a puck' })).toMatchObject([{ label: 'hockey' }]);
  });

  test('tells the host until when somebody waits, and asks it nothing more when one text has failed', async () => {
    const deadline = new Date(now + 5_000);
    const failing = plannedProviders(
      {},
      {
        answer: async (request) => {
          asked.push(request);
          throw new LabelsmithError('ProviderUnavailable', 'busy', 'Wait.', { retryAfterSeconds: 7 });
        },
      },
    ).prediction;
    const texts = Array.from({ length: 100 }, (_, n) => `text ${n}`);
    const request = createPredictionServer(store, failing, clock).predict('sports', { texts }, { deadline });
    await expect(request).rejects.toMatchObject({ name: 'ProviderUnavailable', retryAfterSeconds: 7 });
    expect(asked.map((one) => one.deadline)).toEqual(Array(8).fill(deadline));
  });
});
