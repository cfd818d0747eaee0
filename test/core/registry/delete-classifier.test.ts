import { beforeEach, describe, expect, test } from '@jest/globals';
import { writeArtefact } from '../../../core/artefact.ts';
import { claim as claimSchema, job as jobSchema } from '../../../core/contract/job.ts';
import { baselineKey, runKey, servedKey, unreleasedKey } from '../../../core/contract/keys.ts';
import { LabelsmithError } from '../../../core/errors.ts';
import { promote, readChampion } from '../../../core/registry/champion.ts';
import { deleteClassifier } from '../../../core/registry/delete-classifier.ts';
import type { TrainingProvider } from '../../../core/tuning/provider.ts';
import { jobRecord } from '../../support/run-with-job.ts';
import { change, clock, OWN, SHARED, type TwoClassifiers, twoClassifiers } from '../../support/two-classifiers.ts';

let two: TwoClassifiers;
beforeEach(async () => {
  two = await twoClassifiers();
});

describe('a classifier that is deleted', () => {
  test('takes with it everything that is its own, and nothing that is not', async () => {
    const others = two.newsKeys();
    expect(await deleteClassifier(two.context(), change)).toEqual({
      classifier: 'sports',
      runs: 3,
      versions: 2,
      models: 4,
      datasets: 1,
      sharedDatasets: 1,
      left: [],
    });
    expect([[...two.models], [...two.jobs], [...two.files]]).toEqual([
      ['model-of-news-1'],
      ['job-of-sports-news-1'],
      ['file-of-sports-news-1'],
    ]);
    expect([two.sportsKeys(), two.newsKeys()]).toEqual([[], others]);
    expect(two.store.keys('datasets/')).toEqual(
      ['train.jsonl', 'dataset.json'].map((file) => `datasets/${SHARED}/${file}`).sort(),
    );
    expect(await readChampion(two.store, 'sports-news')).toBeDefined();
  });

  test('is gone for whoever deletes it again', async () => {
    await deleteClassifier(two.context(), change);
    await expect(deleteClassifier(two.context(), change)).rejects.toMatchObject({ name: 'NotFound' });
  });

  test.each([servedKey('sports', '2026-11-22', 'x'), baselineKey('sports', 'sports-1')])(
    'is not gone while %s is there',
    async (key) => {
      await deleteClassifier(two.context(), change);
      await two.store.write(key, '{}');
      expect(await deleteClassifier(two.context(), change)).toMatchObject({ runs: 0, versions: 0 });
      expect(two.sportsKeys()).toEqual([]);
    },
  );

  test('leaves to a provider what it does not let go of, and says so', async () => {
    const stubborn = {
      ...two.host,
      deleteModel: async (id: string) => {
        if (id.startsWith('model-of-sports')) throw new LabelsmithError('ProviderRefused', 'no', '');
        two.models.delete(id);
      },
    };
    const { left } = await deleteClassifier(two.context(stubborn), change);
    expect([left, two.sportsKeys()]).toEqual([['model-of-sports-1', 'model-of-sports-2'], []]);
  });

  test('names the files that a provider does not let go of, also those of a run that was freed long ago', async () => {
    await two.store.write(unreleasedKey('sports-2'), '{}');
    const job = { trainingFile: 'file-2', validationFile: 'file-2', status: 'failed' } as const;
    await writeArtefact(two.store, runKey('sports-2', 'job.json'), jobSchema, jobRecord('sports-2', job));
    const stubborn: Partial<TrainingProvider> = {
      ...two.host,
      removeFiles: async () => {
        throw new LabelsmithError('ProviderRefused', 'no', '');
      },
    };
    const { left } = await deleteClassifier(two.context(stubborn), change);
    expect(left).toEqual(['file-2', 'result-file-of-sports-3', 'training-file-of-sports-3']);
    expect(two.sportsKeys()).toEqual([]);
  });

  test('is out of service and can be deleted again while its provider does not answer', async () => {
    const away = {
      ...two.host,
      deleteModel: async () => {
        throw new LabelsmithError('ProviderUnavailable', 'away', 'Wait: the workflow tries again.', {
          retryAfterSeconds: 20,
        });
      },
    };
    // Nobody but the caller goes on.
    await expect(deleteClassifier(two.context(away), change)).rejects.toMatchObject({
      name: 'ProviderUnavailable',
      message: expect.stringMatching(/has begun .*away$/),
      remedy: expect.stringMatching(/^Delete it again in 20 s, .*labelsmith delete sports$/),
      retryAfterSeconds: 20,
    });
    expect(await readChampion(two.store, 'sports')).toBeUndefined();
    await expect(promote(two.records, { ...change, version: 2 })).rejects.toMatchObject({ name: 'NotFound' });
    await deleteClassifier(two.context(), change);
    expect([two.sportsKeys(), [...two.models]]).toEqual([[], ['model-of-news-1']]);
  });

  test.each(['queued', 'running'] as const)('stays as it is while a run of it is %s', async (status) => {
    await two.writeRun('sports-4', { status });
    const before = two.store.keys();
    await expect(deleteClassifier(two.context(), change)).rejects.toMatchObject({ name: 'Conflict' });
    expect(two.store.keys()).toEqual(before);
    expect(await readChampion(two.store, 'sports')).toMatchObject({ value: { version: 1 } });
  });

  test('keeps its datasets while a run of another classifier may turn out to have one, and then goes on', async () => {
    const other = { classifier: 'mails', dataset: null };
    await two.writeRun('mails-1', { ...other, status: 'running' });
    await expect(deleteClassifier(two.context(), change)).rejects.toMatchObject({
      name: 'DeletionUnfinished',
      message: expect.stringContaining('mails-1'),
    });
    expect([await readChampion(two.store, 'sports'), two.store.keys('datasets/').length]).toEqual([undefined, 4]);
    await two.writeRun('mails-1', { ...other, status: 'running', dataset: OWN });
    expect(await deleteClassifier(two.context(), change)).toMatchObject({ datasets: 0, sharedDatasets: 2 });
    expect(two.store.keys('datasets/')).toHaveLength(4);
  });

  test('waits for no run of others that has read nothing yet', async () => {
    await two.writeRun('mails-1', { classifier: 'mails', status: 'queued', dataset: null });
    await deleteClassifier(two.context(), change);
    expect(two.sportsKeys()).toEqual([]);
  });

  test('leaves no texts when another one with the same file is deleted at once', async () => {
    await Promise.all(
      ['sports', 'sports-news'].map((classifier) => deleteClassifier(two.context(), { ...change, classifier })),
    );
    expect(two.store.keys()).toEqual([]);
  });

  test('is deleted though the record of a run is damaged', async () => {
    await two.store.write(runKey('sports-3', 'run.json'), 'not JSON');
    await deleteClassifier(two.context(), change);
    expect(two.sportsKeys()).toEqual([]);
  });

  test('has the job of a run freed that was never freed', async () => {
    await writeArtefact(two.store, runKey('sports-3', 'job.json'), jobSchema, {
      ...jobRecord('sports-3', { trainingFile: 'file-1' }),
    });
    await two.store.write(unreleasedKey('sports-3'), '{}');
    const freed: string[] = [];
    const busy: Partial<TrainingProvider> = {
      ...two.host,
      cancel: async (id) => void freed.push(id),
      removeFiles: async (ids) => void freed.push(...ids),
    };
    await deleteClassifier(two.context(busy), change);
    expect(new Set(freed)).toEqual(new Set(['job-of-sports-3', 'file-1']));
  });
});

describe('a classifier whose run was stopped while it uploaded', () => {
  test('tells when it may be deleted, in the sentence and in seconds', async () => {
    const deadline = new Date(clock().getTime() + 290_500).toISOString();
    const now = clock().toISOString();
    await two.writeRun('sports-4', { status: 'cancelled', finishedAt: now });
    await two.store.write(unreleasedKey('sports-4'), '{}');
    await writeArtefact(two.store, runKey('sports-4', 'claim.json'), claimSchema, {
      schema: 'labelsmith.claim.v1',
      run: 'sports-4',
      provider: 'openai',
      baseUrl: '',
      attempt: 1,
      since: now,
      deadline,
      phase: 'uploading',
      trainingFile: null,
      validationFile: null,
    });
    const listing = { ...two.host, filesNamed: async () => [] };
    await expect(deleteClassifier(two.context(listing), change)).rejects.toMatchObject({
      name: 'ProviderUnavailable',
      message: expect.stringContaining('may still be uploading'),
      remedy: expect.stringContaining('again in 291 s'),
      retryAfterSeconds: 291,
    });
  });
});
