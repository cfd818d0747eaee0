import { beforeEach, describe, expect, test } from '@jest/globals';
import { historyPrefix } from '../../../core/contract/keys.ts';
import { LabelsmithError } from '../../../core/errors.ts';
import { promote, readChampion, rollBack } from '../../../core/registry/champion.ts';
import { findTrainedVersion, listVersions, registerVersion } from '../../../core/registry/versions.ts';
import type { Store } from '../../../core/store.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { plannedProviders } from '../../support/planned-providers.ts';

let store: Store;
let tick = 0;
const clock = () => new Date(1_700_000_000_000 + 1000 * tick++);
const providers = plannedProviders({}, { answer: async () => ({ token: 'hockey', alternatives: null }) });
const change = { classifier: 'sports', by: 'a test', reason: 'because' };
beforeEach(() => {
  store = new MemoryStore();
});

const historyOf = async () => {
  const keys: string[] = [];
  for await (const { key } of store.list(historyPrefix('sports'))) keys.push(key);
  return keys.length;
};

describe('versions', () => {
  test('are numbered from one, and a run has one however often it is registered', async () => {
    const first = await registerVersion(store, candidateVersion('run-1'));
    const second = await registerVersion(store, candidateVersion('run-2'));
    const again = await registerVersion(store, candidateVersion('run-1'));
    expect([first.version, second.version, again.version]).toEqual([1, 2, 1]);
  });

  test('are each given to one of twenty that ask at the same time', async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, index) => registerVersion(store, candidateVersion(`run-${index}`))),
    );
    expect(new Set(made.map(({ version }) => version)).size).toBe(20);
    expect((await listVersions(store, 'sports')).map(({ version }) => version)).toEqual(
      made.map((_, index) => index + 1),
    );
  });

  test('are found by what they were trained on', async () => {
    await registerVersion(store, candidateVersion('run-1'));
    const wanted = { dataset: '0'.repeat(32), trainingSettings: 'run-1' };
    expect(await findTrainedVersion(store, 'sports', wanted)).toMatchObject({ version: 1 });
    expect(await findTrainedVersion(store, 'sports', { ...wanted, trainingSettings: 'other' })).toBeUndefined();
  });
});

describe('the champion', () => {
  beforeEach(async () => {
    for (const run of ['run-1', 'run-2', 'run-3']) await registerVersion(store, candidateVersion(run));
  });

  test('is put into service, and rolled back one step, with a history of both', async () => {
    const context = { store, clock, providers };
    await promote(context, { ...change, version: 1 });
    await promote(context, { ...change, version: 2 });
    expect(await rollBack(context, change)).toMatchObject({ version: 1, previousVersion: 2 });
    expect(await historyOf()).toBe(3);
  });

  test('stays when the same caller rolls it back again within a minute, as after a lost answer', async () => {
    let now = Date.parse('2026-11-26T10:00:00Z');
    const context = { store, clock: () => new Date(now), providers };
    for (const version of [1, 2]) await promote(context, { ...change, version });
    const first = await rollBack(context, change);
    now += 59_000;
    expect(await rollBack(context, change)).toEqual(first);
    expect(await historyOf()).toBe(3);
    // Somebody else means the step that they see, and so does the same caller later on.
    expect(await rollBack(context, { ...change, by: 'another' })).toMatchObject({ version: 2, previousVersion: 1 });
    now += 61_000;
    expect(await rollBack(context, { ...change, by: 'another' })).toMatchObject({ version: 1, previousVersion: 2 });
  });

  test('stays when it is promoted again, without a new entry in the history', async () => {
    const context = { store, clock, providers };
    await promote(context, { ...change, version: 1 });
    await promote(context, { ...change, version: 1 });
    expect(await historyOf()).toBe(1);
  });

  test('is one of two that are promoted at the same moment, and the other caller is told', async () => {
    const context = { store, clock, providers };
    await promote(context, { ...change, version: 1 });
    const results = await Promise.allSettled([2, 3].map((version) => promote(context, { ...change, version })));
    const winners = results.filter((result) => result.status === 'fulfilled');
    const losers = results.filter((result) => result.status === 'rejected');
    expect([winners.length, losers.length]).toEqual([1, 1]);
    expect(losers[0]?.reason).toMatchObject({ name: 'Conflict' });
    expect((await readChampion(store, 'sports'))?.value.version).toBe(winners[0]?.value.version);
    expect(await historyOf()).toBe(2);
  });

  test('cannot be a version that does not exist, nor go back where there is nothing', async () => {
    const context = { store, clock, providers };
    await expect(promote(context, { ...change, version: 9 })).rejects.toMatchObject({ name: 'NotFound' });
    await expect(rollBack(context, change)).rejects.toMatchObject({ name: 'Conflict' });
  });

  test.each([
    ['does not answer just now', 'ProviderUnavailable', 'ProviderUnavailable', /does not answer just now/],
    ['is refused by its provider', 'ProviderRefused', 'Conflict', /no longer answers/],
    ['has a key that is refused', 'KeyRefused', 'Conflict', /no longer answers/],
  ] as const)('does not go back to a version that %s', async (_, fault, name, message) => {
    const answer = () => Promise.reject(new LabelsmithError(fault, 'no', ''));
    const context = { store, clock, providers: plannedProviders({}, { answer }) };
    for (const version of [1, 2]) await promote(context, { ...change, version });
    const rollingBack = rollBack(context, change);
    await expect(rollingBack).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    expect((await readChampion(store, 'sports'))?.value.version).toBe(2);
    expect(await historyOf()).toBe(2);
  });

  test('does not go back to a version that answers with no label', async () => {
    const answer = async () => ({ token: 'Hello!', alternatives: null });
    const context = { store, clock, providers: plannedProviders({}, { answer }) };
    for (const version of [1, 2]) await promote(context, { ...change, version });
    await expect(rollBack(context, change)).rejects.toMatchObject({
      name: 'Conflict',
      message: expect.stringContaining('none of its labels'),
    });
    expect((await readChampion(store, 'sports'))?.value.version).toBe(2);
  });

  test('goes back to the version that was asked whether it answers', async () => {
    const asked: string[] = [];
    const answer = async ({ model }: { model: string }) => {
      asked.push(model);
      return { token: 'hockey', alternatives: null };
    };
    const context = { store, clock, providers: plannedProviders({}, { answer }) };
    for (const version of [3, 1]) await promote(context, { ...change, version });
    await rollBack(context, change);
    expect(asked).toEqual(['model-of-run-3']);
  });
});
