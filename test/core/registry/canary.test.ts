import { beforeEach, describe, expect, test } from '@jest/globals';
import { endCanary, startCanary } from '../../../core/registry/canary.ts';
import { promote, readChampion, rollBack } from '../../../core/registry/champion.ts';
import { championAt } from '../../../core/registry/champion-at.ts';
import { deleteVersion } from '../../../core/registry/delete-version.ts';
import { readHistory } from '../../../core/registry/history.ts';
import { registerVersion } from '../../../core/registry/versions.ts';
import type { Store } from '../../../core/store.ts';
import { MortalStore } from '../../engine/mortal-store.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { plannedProviders } from '../../support/planned-providers.ts';

const clock = () => new Date('2026-11-26T08:00:00Z');
const providers = plannedProviders(
  { deleteModel: async () => undefined },
  { answer: async () => ({ token: 'hockey', alternatives: null }) },
);
const change = { classifier: 'sports', by: 'Ann', reason: 'because' };

let store: MemoryStore;
const context = (over: Store = store) => ({ store: over, clock, providers });
const start = (version: number, share = 0.1, over: Store = store) =>
  startCanary(context(over), { ...change, version, share });

beforeEach(async () => {
  store = new MemoryStore();
  for (const run of ['run-1', 'run-2', 'run-3']) await registerVersion(store, candidateVersion(run));
  for (const version of [1, 2]) await promote(context(), { ...change, version });
});

const canary = async () => (await readChampion(store, 'sports'))?.value.canary ?? null;
const told = async () =>
  (await readHistory(store, 'sports')).slice(2).map(({ action, version, reason }) => `${action} ${version}: ${reason}`);

describe('a canary', () => {
  test('is started beside the version in service, and ended, with a history of both', async () => {
    expect(await start(3)).toMatchObject({ version: 2, canary: { version: 3, share: 0.1, by: 'Ann', ended: null } });
    expect(await endCanary(context(), { ...change, by: 'Bob', reason: 'too slow' })).toMatchObject({
      version: 2,
      canary: { version: 3, ended: { by: 'Bob', reason: 'too slow' } },
    });
    await endCanary(context(), change);
    expect(await told()).toEqual(['canary-started 3: 10% of the texts: because', 'canary-ended 3: too slow']);
    expect((await championAt(store, 'sports', new Date('2026-11-26T09:00:00Z')))?.change.version).toBe(2);
  });

  test('makes room for another one', async () => {
    await start(3);
    await start(1, 0.25);
    expect(await canary()).toMatchObject({ version: 1, share: 0.25, ended: null });
    expect(await told()).toEqual([
      'canary-started 3: 10% of the texts: because',
      'canary-ended 3: version 1 follows it',
      'canary-started 1: 25% of the texts: because',
    ]);
  });

  test.each([
    ['its own promotion', () => promote(context(), { ...change, version: 3 }), 'promoted 3', 'version 3 was promoted'],
    ['that of another', () => promote(context(), { ...change, version: 1 }), 'promoted 1', 'version 1 was promoted'],
    ['a rollback', () => rollBack(context(), change), 'rolled-back 1', 'version 1 was rolled-back'],
  ])('is ended by %s', async (_, changing, action, reason) => {
    await start(3);
    await changing();
    expect((await canary())?.ended).not.toBeNull();
    expect((await told()).slice(1)).toEqual([`${action}: because`, `canary-ended 3: ${reason}`]);
  });

  test('stays when the version in service is promoted again, as a run that is repeated does', async () => {
    await start(3);
    await promote(context(), { ...change, version: 2 });
    expect(await canary()).toMatchObject({ version: 3, ended: null });
  });

  test.each([
    ['another version', 1],
    ['the same version', 3],
  ])('is not ended in the place of an earlier one of %s', async (_, earlier) => {
    const { canary: meant } = await start(earlier);
    if (!meant) throw new Error('no canary was started');
    await start(3);
    await endCanary(context(), { ...change, canary: meant });
    expect(await canary()).toMatchObject({ version: 3, ended: null });
    const present = await canary();
    await endCanary(context(), { ...change, ...(present && { canary: present }) });
    expect((await canary())?.ended).not.toBeNull();
  });

  test.each([
    ['the version in service', 2, 'Conflict'],
    ['a version that does not exist', 9, 'NotFound'],
  ])('cannot be %s', async (_, version, name) => {
    await expect(start(version)).rejects.toMatchObject({ name });
  });

  test('cannot be deleted before it is ended', async () => {
    await start(3);
    await expect(deleteVersion(context(), { ...change, version: 3 })).rejects.toThrow('answers a share of the texts');
    await endCanary(context(), change);
    expect(await deleteVersion(context(), { ...change, version: 3 })).toMatchObject({ version: 3 });
    await expect(start(3)).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('of two that are started at the same moment is one, and the other caller is told', async () => {
    const results = await Promise.allSettled([start(1), start(3)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await told()).filter((entry) => entry.startsWith('canary-started'))).toHaveLength(1);
  });

  test.each([0, 1, 2, 3, 4, 5])('loses nothing of its history to a crash after %i writes', async (calls) => {
    await start(3);
    let writes = 0;
    const mortal = new MortalStore(store, () => ++writes > calls);
    await Promise.race([endCanary(context(mortal), { ...change, reason: 'errors' }), mortal.died]);
    const ended = (await canary())?.ended !== null;
    await promote(context(), { ...change, version: 1 });
    expect(await told()).toEqual([
      'canary-started 3: 10% of the texts: because',
      ...(ended
        ? ['canary-ended 3: errors', 'promoted 1: because']
        : ['promoted 1: because', 'canary-ended 3: version 1 was promoted']),
    ]);
  });
});
