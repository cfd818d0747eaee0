import { beforeEach, describe, expect, test } from '@jest/globals';
import { changeArtefact, readArtefact, writeArtefact } from '../../../core/artefact.ts';
import { job as jobSchema } from '../../../core/contract/job.ts';
import { championKey, historyPrefix, runKey, versionKey } from '../../../core/contract/keys.ts';
import { historyEntry, version as versionSchema } from '../../../core/contract/registry.ts';
import { LabelsmithError } from '../../../core/errors.ts';
import { createPredictionServer } from '../../../core/prediction/serve-predictions.ts';
import { promote, readChampion, rollBack } from '../../../core/registry/champion.ts';
import { deleteVersion } from '../../../core/registry/delete-version.ts';
import { readHistory } from '../../../core/registry/history.ts';
import { findTrainedVersion, listVersions, registerVersion } from '../../../core/registry/versions.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { plannedProviders } from '../../support/planned-providers.ts';
import { jobRecord } from '../../support/run-with-job.ts';
import { mortal, watched } from '../../support/watched.ts';

let store: MemoryStore;
let models: Set<string>;
const providers = plannedProviders({
  deleteModel: async (id) => {
    models.delete(id);
  },
});
const clock = () => new Date('2026-11-22T10:00:00Z');
const change = { classifier: 'sports', by: 'a test', reason: 'because' };
const context = () => ({ store, clock, providers });

const prepare = async () => {
  store = new MemoryStore();
  for (const run of ['run-1', 'run-2', 'run-3']) await registerVersion(store, candidateVersion(run));
  models = new Set((await listVersions(store, 'sports')).map(({ model }) => model));
  await promote(context(), { ...change, version: 1 });
  await promote(context(), { ...change, version: 2 });
};
beforeEach(prepare);

const actions = async () => {
  const found = [];
  for await (const { key } of store.list(historyPrefix('sports')))
    found.push(await readArtefact(store, key, historyEntry));
  return found.map((entry) => `${entry?.value.action} ${entry?.value.version}`);
};

describe('a version that is deleted', () => {
  test('loses its model at the provider and keeps its record and its number', async () => {
    expect(await deleteVersion(context(), { ...change, version: 3 })).toMatchObject({ deleted: { by: 'a test' } });
    expect([...models]).toEqual(['model-of-run-1', 'model-of-run-2']);
    expect((await registerVersion(store, candidateVersion('run-4'))).version).toBe(4);
    expect(await actions()).toContain('deleted 3');
  });

  test('is neither promoted, nor gone back to, nor taken for one that was trained already', async () => {
    await deleteVersion(context(), { ...change, version: 1 });
    await expect(promote(context(), { ...change, version: 1 })).rejects.toMatchObject({ name: 'NotFound' });
    await expect(rollBack(context(), change)).rejects.toThrow('version 1 of sports was deleted');
    const trained = { dataset: '0'.repeat(32), trainingSettings: 'run-1' };
    expect(await findTrainedVersion(store, 'sports', trained)).toBeUndefined();
  });

  test('takes back its own promotion alone: one that won in between stays', async () => {
    await store.remove(championKey('sports'));
    let hasWon = false;
    const racing = new Proxy(store, {
      get(target, name) {
        if (name !== 'write') return Reflect.get(target, name).bind(target);
        return async (...given: Parameters<MemoryStore['write']>) => {
          const written = await target.write(...given);
          if (given[0] === championKey('sports') && !hasWon) {
            hasWon = true;
            // What is being deleted is marked at this very moment, and somebody else promotes.
            await changeArtefact(store, versionKey('sports', 3), versionSchema, (was) => ({
              ...was,
              deleted: { at: '2026-11-22T10:00:00Z', by: 'a test' },
            }));
            await promote(context(), { ...change, version: 1 });
          }
          return written;
        };
      },
    });
    const losing = promote({ ...context(), store: racing }, { ...change, version: 3 });
    await expect(losing).rejects.toMatchObject({ name: 'Conflict' });
    expect((await readChampion(store, 'sports'))?.value.version).toBe(1);
  });

  test('may be deleted again after the provider did not answer, and is out of use meanwhile', async () => {
    const away = plannedProviders({
      deleteModel: async () => {
        throw new LabelsmithError('ProviderUnavailable', 'away', '');
      },
    });
    const attempt = deleteVersion({ ...context(), providers: away }, { ...change, version: 3 });
    await expect(attempt).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    await expect(promote(context(), { ...change, version: 3 })).rejects.toMatchObject({ name: 'NotFound' });
    await deleteVersion(context(), { ...change, version: 3 });
    expect(models.has('model-of-run-3')).toBe(false);
    expect((await actions()).filter((action) => action === 'deleted 3')).toHaveLength(1);
  });

  test('was deleted by the one who did it first, whoever does it again', async () => {
    await deleteVersion(context(), { ...change, by: 'Ann', version: 3 });
    expect(await deleteVersion(context(), { ...change, by: 'Bob', version: 3 })).toMatchObject({
      deleted: { by: 'Ann' },
    });
    const deletions = (await readHistory(store, 'sports')).filter(({ action }) => action === 'deleted');
    expect(deletions.map(({ by }) => by)).toEqual(['Ann']);
  });

  test('is deleted by the next one when a deletion died before it had looked whether it may', async () => {
    const dying = mortal('after write');
    await expect(
      deleteVersion({ ...context(), store: watched(store, dying.step) }, { ...change, by: 'Ann', version: 3 }),
    ).rejects.toThrow('died');
    expect(await deleteVersion(context(), { ...change, by: 'Bob', version: 3 })).toMatchObject({
      deleted: { by: 'Bob' },
    });
    expect([models.has('model-of-run-3'), await actions()]).toEqual([false, expect.arrayContaining(['deleted 3'])]);
  });

  test("loses its checkpoints' models with it, as far as the provider lets go of them", async () => {
    const checkpoints = ['refused', 'one', 'two'].map((model, index) => ({
      id: model,
      model,
      step: index,
      metrics: {},
    }));
    const job = jobRecord('run-3', { status: 'succeeded', model: 'model-of-run-3', checkpoints });
    await writeArtefact(store, runKey('run-3', 'job.json'), jobSchema, job);
    for (const { model } of checkpoints) models.add(model);
    const asked = plannedProviders({
      deleteModel: async (id) => {
        if (id === 'refused') throw new LabelsmithError('ProviderRefused', 'no', '');
        models.delete(id);
      },
    });
    await registerVersion(store, candidateVersion('run-4', { model: 'model-of-run-3' }));
    await deleteVersion({ ...context(), providers: asked }, { ...change, version: 4 });
    expect(models.size).toBe(6);
    await deleteVersion({ ...context(), providers: asked }, { ...change, version: 3 });
    expect([...models]).toEqual(['model-of-run-1', 'model-of-run-2', 'refused']);
  });

  test('leaves a model that another version has as well', async () => {
    await registerVersion(store, candidateVersion('run-4', { model: 'model-of-run-3' }));
    await deleteVersion(context(), { ...change, version: 3 });
    expect(models.has('model-of-run-3')).toBe(true);
    await deleteVersion(context(), { ...change, version: 4 });
    expect(models.has('model-of-run-3')).toBe(false);
  });

  test.each([
    ['the one in service', 2, 'Conflict'],
    ['one that does not exist', 9, 'NotFound'],
  ])('cannot be %s', async (_, version, name) => {
    await expect(deleteVersion(context(), { ...change, version })).rejects.toMatchObject({ name });
    expect(models.size).toBe(3);
    expect((await listVersions(store, 'sports')).every(({ deleted }) => deleted === null)).toBe(true);
  });

  test('is never the one in service, in whichever order a promotion and a deletion come', async () => {
    for (let delay = 0; delay < 14; delay += 1) {
      const version = (await registerVersion(store, candidateVersion(`raced-${delay}`))).version;
      const turns = async (count: number) => {
        for (let turn = 0; turn < count; turn += 1) await store.head('nothing');
      };
      await Promise.allSettled([
        promote(context(), { ...change, version }),
        turns(delay).then(() => deleteVersion(context(), { ...change, version })),
      ]);
      const champion = await readChampion(store, 'sports');
      const record = (await listVersions(store, 'sports')).find((other) => other.version === champion?.value.version);
      expect([delay, record?.deleted]).toEqual([delay, null]);
    }
  });

  test('never leaves a champion without its model, in whichever order two deletions and a promotion come', async () => {
    const ends = new Set<string>();
    for (let delay = 0; delay < 16 * 16; delay += 1) {
      await prepare();
      const turns = async (count: number) => {
        for (let turn = 0; turn < count; turn += 1) await store.head('nothing');
      };
      const told = await Promise.allSettled([
        turns(7).then(() => promote(context(), { ...change, version: 3 })),
        turns(delay % 16).then(() => deleteVersion(context(), { ...change, by: 'Ann', version: 3 })),
        turns(Math.floor(delay / 16)).then(() => deleteVersion(context(), { ...change, by: 'Bob', version: 3 })),
      ]);
      const [promoted, ...deleted] = told.map(({ status }) => status === 'fulfilled');
      const isServing = (await readChampion(store, 'sports'))?.value.version === 3;
      const isMarked = (await listVersions(store, 'sports'))[2]?.deleted !== null;
      const seen = { isServing, isMarked, hasModel: models.has('model-of-run-3') };
      const isDeleted = deleted.includes(true);
      expect([delay, seen]).toEqual([delay, { isServing: promoted, isMarked: isDeleted, hasModel: !isDeleted }]);
      ends.add(`${promoted} ${isDeleted}`);
    }
    expect(ends).toEqual(new Set(['true false', 'false true', 'false false']));
  });

  test('answers nothing any more a second later, whether or not its model is kept in memory', async () => {
    const host = plannedProviders({}, { answer: async () => ({ token: 'hockey', alternatives: null }) });
    let now = clock().getTime();
    const server = createPredictionServer(store, host.prediction, () => new Date(now));
    const ask = (version?: number) => server.predict('sports', { text: 'a puck' }, { version });
    expect(await ask(3)).toMatchObject([{ label: 'hockey', version: 3 }]);
    await deleteVersion(context(), { ...change, version: 3 });
    now += 1_000;
    const message = 'version 3 of sports was deleted on 2026-11-22T10:00:00.000Z';
    await expect(ask(3)).rejects.toMatchObject({ name: 'NotFound', message });
    expect(await ask()).toMatchObject([{ version: 2 }]);
    expect(store.keys()).toContain(versionKey('sports', 3));
  });
});
