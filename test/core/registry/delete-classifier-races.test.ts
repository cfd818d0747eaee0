import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { unreleasedKey } from '../../../core/contract/keys.ts';
import { LabelsmithError } from '../../../core/errors.ts';
import { promote, readChampion } from '../../../core/registry/champion.ts';
import { deleteClassifier } from '../../../core/registry/delete-classifier.ts';
import { isBeingDeleted, markDeletion } from '../../../core/registry/deletion-mark.ts';
import { listVersions, registerVersion } from '../../../core/registry/versions.ts';
import { recordFailure } from '../../../core/run/record-failure.ts';
import { startForCause } from '../../../services/start-for-cause.ts';
import { startRun } from '../../../services/start-run.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import { hearServiceLog } from '../../support/service-log.ts';
import { change, type TwoClassifiers, twoClassifiers } from '../../support/two-classifiers.ts';
import { mortal, watched } from '../../support/watched.ts';

let two: TwoClassifiers;
beforeEach(async () => {
  two = await twoClassifiers();
});

describe('a deletion that dies', () => {
  const attempt = (process: ReturnType<typeof mortal>) => {
    two.store.onRemoval = process.step;
    return deleteClassifier(two.context(watched(two.host, process.step), watched(two.store, process.step)), change);
  };

  test('at any step leaves a classifier that is whole, or marked and out of service, and is done by being told again', async () => {
    const undisturbed = mortal();
    await attempt(undisturbed);
    expect(undisturbed.steps).toBeGreaterThan(40);
    for (let dyingAt = 1; dyingAt <= undisturbed.steps; dyingAt += 1) {
      two = await twoClassifiers();
      const [before, whole] = [two.store.keys(), two.models.size];
      await expect(attempt(mortal(dyingAt))).rejects.toThrow('died');
      const isWhole = before.every((key) => two.store.keys().includes(key)) && two.models.size === whole;
      const serves = (await readChampion(two.store, 'sports')) !== undefined;
      expect([dyingAt, serves && !isWhole]).toEqual([dyingAt, false]);
      const unmarked = isWhole || (await isBeingDeleted(two.store, 'sports')) ? [] : two.sportsKeys();
      expect([dyingAt, unmarked]).toEqual([dyingAt, []]);
      await attempt(mortal()).catch((error: unknown) => expect(error).toMatchObject({ name: 'NotFound' }));
      expect([dyingAt, two.sportsKeys(), [...two.models]]).toEqual([dyingAt, [], ['model-of-news-1']]);
      expect(two.store.keys('datasets/')).toHaveLength(2);
    }
  });
});

describe('a promotion at the moment of a deletion', () => {
  test('leaves no champion, in whichever order they come', async () => {
    for (let delay = 0; delay < 40; delay += 3) {
      const version = (
        await registerVersion(two.store, candidateVersion(`sports-${100 + delay}`, { provider: 'openai' }))
      ).version;
      const turns = async () => {
        for (let turn = 0; turn < delay; turn += 1) await two.store.head('nothing');
      };
      await Promise.allSettled([
        turns().then(() => promote(two.records, { ...change, version })),
        deleteClassifier(two.context(), change),
      ]);
      expect([delay, await readChampion(two.store, 'sports'), await listVersions(two.store, 'sports')]).toEqual([
        delay,
        undefined,
        [],
      ]);
    }
  });
});

describe('a run that starts at the moment of a deletion', () => {
  beforeEach(() => void hearServiceLog());
  afterEach(() => void jest.restoreAllMocks());
  const KEY = 'uploads/sports/b.csv';
  const NEW_OBJECT = {
    'detail-type': 'Object Created',
    detail: { bucket: { name: 'bucket' }, object: { key: KEY } },
  } as const;
  const refusal = (error: unknown) => (error instanceof LabelsmithError ? error.name : error);
  /** Ends what was stopped, as the event of its end has it done. */
  const endStopped = async () => {
    for (const [run, { stopped }] of two.executions.known) {
      if (stopped) await recordFailure(two.context(), { run, error: 'Cancelled', cause: '', aborted: true });
    }
  };

  test('leaves the classifier whole or deleted, in whichever order they come', async () => {
    const ends = new Set<unknown>();
    const upload = () => startForCause(two.context(), NEW_OBJECT);
    for (let delay = -40; delay < 40; delay += 1) {
      two = await twoClassifiers();
      await two.store.write(KEY, 'text,label\n');
      const before = two.store.keys();
      const turns = async (count: number) => {
        for (let turn = 0; turn < count; turn += 1) await two.store.head('nothing');
      };
      const [, end] = await Promise.all([
        // Refused, it is told again.
        turns(-delay).then(() => upload().catch(upload)),
        turns(delay).then(() => deleteClassifier(two.context(), change).then(() => 'deleted', refusal)),
      ]);
      ends.add(end);
      if (end === 'Conflict') {
        expect([delay, two.store.keys()]).toEqual([delay, expect.arrayContaining(before)]);
        continue;
      }
      await endStopped();
      if (end === 'DeletionUnfinished') await deleteClassifier(two.context(), change);
      expect([delay, await readChampion(two.store, 'sports'), two.store.keys('uploads/sports/')]).toEqual([
        delay,
        undefined,
        [],
      ]);
      // At most the record of a run whose upload is gone: it holds no text, and prepares none.
      expect(two.sportsKeys().filter((key) => !/^(runs\/[^/]+\/run|unreleased\/[^/]+)\.json$/.test(key))).toEqual([]);
    }
    expect(ends).toEqual(new Set(['deleted', 'DeletionUnfinished', 'Conflict']));
  });

  test('does not begin once the upload is gone', async () => {
    await deleteClassifier(two.context(), change);
    expect(await startForCause(two.context(), NEW_OBJECT)).toEqual([]);
    expect([two.sportsKeys(), two.executions.calls]).toEqual([[], []]);
  });

  test('is refused while the deletion waits to be finished, whoever asks for it', async () => {
    await markDeletion(two.context(), change);
    await two.store.write(KEY, 'text,label\n');
    const runs = two.sportsKeys().filter((key) => key.startsWith('runs/'));
    const asked = {
      classifier: 'sports',
      source: { key: KEY },
      cause: 'api',
      force: false,
      identity: ['api'],
    } as const;
    await expect(startRun(two.context(), asked)).rejects.toMatchObject({ name: 'Conflict' });
    expect(await startForCause(two.context(), NEW_OBJECT)).toEqual([]);
    await startForCause(two.context(), { cause: 'schedule' });
    expect(two.sportsKeys().filter((key) => key.startsWith('runs/'))).toEqual(runs);
    expect(two.executions.calls).toEqual([expect.stringContaining('start sports-news-')]);
  });

  test('is stopped by a deletion that has begun, which is not undone by it', async () => {
    await markDeletion(two.context(), change);
    await two.writeRun('sports-4', { status: 'running' });
    two.executions.underWay('sports-4');
    await expect(deleteClassifier(two.context(), change)).rejects.toMatchObject({ name: 'DeletionUnfinished' });
    expect(two.executions.calls).toEqual(['stop sports-4']);
    expect(await readChampion(two.store, 'sports')).toBeUndefined();
    await expect(promote(two.records, { ...change, version: 2 })).rejects.toMatchObject({ name: 'NotFound' });
    await endStopped();
    await deleteClassifier(two.context(), change);
    // Whatever its function may still write is removed later.
    expect(two.sportsKeys()).toEqual([unreleasedKey('sports-4')]);
  });

  test('serves with none of the versions that it puts into service as it is stopped', async () => {
    await markDeletion(two.context(), change);
    await two.writeRun('sports-4', { status: 'running' });
    const { executions, store } = two;
    executions.underWay('sports-4');
    const stop = async (run: string, cause: string) => {
      await executions.stop(run, cause);
      const { version } = await registerVersion(store, candidateVersion(run, { provider: 'openai' }));
      await promote(two.records, { ...change, version });
      await recordFailure(two.context(), { run, error: 'Cancelled', cause: '', aborted: true });
    };
    const find = executions.find.bind(executions);
    const start = executions.start.bind(executions);
    const deaf = { ...two.host, deleteModel: () => Promise.reject(new LabelsmithError('ProviderUnavailable', '', '')) };
    const context = { ...two.context(deaf), executions: { find, start, stop } };
    await expect(deleteClassifier(context, change)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    expect([(await listVersions(store, 'sports')).length, await readChampion(store, 'sports')]).toEqual([3, undefined]);
  });
});
