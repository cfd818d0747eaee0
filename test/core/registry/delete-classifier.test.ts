import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { writeArtefact } from '../../../core/artefact.ts';
import { claim as claimSchema, job as jobSchema } from '../../../core/contract/job.ts';
import {
  baselineKey,
  datasetKey,
  runKey,
  servedKey,
  settingsKey,
  trainedKey,
  unreleasedKey,
} from '../../../core/contract/keys.ts';
import { type Run, run as runSchema } from '../../../core/contract/run.ts';
import { LabelsmithError } from '../../../core/errors.ts';
import { storeFeedback } from '../../../core/feedback/store-feedback.ts';
import { promote, readChampion } from '../../../core/registry/champion.ts';
import { deleteClassifier } from '../../../core/registry/delete-classifier.ts';
import { markDeletion } from '../../../core/registry/deletion-mark.ts';
import { listVersions, registerVersion } from '../../../core/registry/versions.ts';
import { recordFailure } from '../../../core/run/record-failure.ts';
import type { TrainingProvider } from '../../../core/tuning/provider.ts';
import { startForCause } from '../../../services/start-for-cause.ts';
import { startRun } from '../../../services/start-run.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { PlannedExecutions } from '../../support/planned-executions.ts';
import { plannedProviders } from '../../support/planned-providers.ts';
import { runRecord } from '../../support/run-record.ts';
import { jobRecord } from '../../support/run-with-job.ts';
import { hearServiceLog } from '../../support/service-log.ts';
import { mortal, watched } from '../../support/watched.ts';

const OWN = 'a'.repeat(32);
const SHARED = 'b'.repeat(32);
const clock = () => new Date('2026-11-22T10:00:00Z');
const change = { classifier: 'sports', by: 'a test', reason: 'because' };

const checkpoints = [{ id: 'checkpoint', model: 'checkpoint', step: 3, metrics: {} }];

let store: MemoryStore;
let executions: PlannedExecutions;
/** What is at the provider. */
let models: Set<string>;
let jobs: Set<string>;
const host: Partial<TrainingProvider> = {
  deleteModel: async (id) => {
    models.delete(id);
  },
  deleteJob: async (id) => {
    jobs.delete(id);
  },
};
const context = (training = host, own = store) => ({
  store: own,
  clock,
  providers: plannedProviders(training),
  executions,
});
const writeRun = (id: string, changes: Partial<Run>) =>
  writeArtefact(
    store,
    runKey(id, 'run.json'),
    runSchema,
    runRecord(id, { classifier: 'sports', status: 'succeeded', dataset: OWN, ...changes }),
  );

/** Two classifiers, of which one's name begins with the other's: each with a version in service, and one dataset for both. */
async function fill(): Promise<void> {
  store = new MemoryStore();
  executions = new PlannedExecutions();
  jobs = new Set(['job-of-sports-3', 'job-of-sports-news-1']);
  models = new Set(['model-of-sports-1', 'model-of-sports-2', 'model-of-news-1', 'nobody-registered', 'checkpoint']);
  await writeRun('sports-1', { dataset: OWN });
  await writeRun('sports-2', { dataset: SHARED });
  await writeRun('sports-3', { status: 'failed' });
  await writeArtefact(
    store,
    runKey('sports-3', 'job.json'),
    jobSchema,
    jobRecord('sports-3', { status: 'failed', model: 'nobody-registered', checkpoints }),
  );
  await writeRun('sports-news-1', { classifier: 'sports-news', dataset: SHARED });
  const version = (run: string, model: string, dataset: string, classifier = 'sports') =>
    registerVersion(store, candidateVersion(run, { classifier, model, dataset, provider: 'openai' }));
  await version('sports-1', 'model-of-sports-1', OWN);
  await version('sports-2', 'model-of-sports-2', SHARED);
  await version('sports-news-1', 'model-of-news-1', SHARED, 'sports-news');
  for (const dataset of [OWN, SHARED]) {
    for (const file of ['train.jsonl', 'dataset.json'] as const) await store.write(datasetKey(dataset, file), 'x');
  }
  for (const classifier of ['sports', 'sports-news']) {
    await store.write(`uploads/${classifier}/a.csv`, 'text,label\n');
    await store.write(settingsKey(classifier), '{}');
    await store.write(trainedKey(classifier, OWN, 'x'), '{}');
    await storeFeedback({ store, clock }, classifier, { text: 'a puck', label: 'hockey' });
    await promote({ store, clock }, { ...change, classifier, version: 1 });
  }
}
beforeEach(fill);

const sportsKeys = () => store.keys().filter((key) => /\/sports(\/|-\d)/.test(key));
const newsKeys = () => store.keys().filter((key) => key.includes('sports-news'));

describe('a classifier that is deleted', () => {
  test('takes with it everything that is its own, and nothing that is not', async () => {
    const others = newsKeys();
    expect(await deleteClassifier(context(), change)).toEqual({
      classifier: 'sports',
      runs: 3,
      versions: 2,
      models: 4,
      datasets: 1,
      sharedDatasets: 1,
      left: [],
    });
    expect([[...models], [...jobs]]).toEqual([['model-of-news-1'], ['job-of-sports-news-1']]);
    expect([sportsKeys(), newsKeys()]).toEqual([[], others]);
    expect(store.keys('datasets/')).toEqual(
      ['train.jsonl', 'dataset.json'].map((file) => `datasets/${SHARED}/${file}`).sort(),
    );
    expect(await readChampion(store, 'sports-news')).toBeDefined();
  });

  test('is gone for whoever deletes it again', async () => {
    await deleteClassifier(context(), change);
    await expect(deleteClassifier(context(), change)).rejects.toMatchObject({ name: 'NotFound' });
  });

  test.each([servedKey('sports', '2026-11-22', 'x'), baselineKey('sports', 'sports-1')])(
    'is not gone while %s is there',
    async (key) => {
      await deleteClassifier(context(), change);
      await store.write(key, '{}');
      expect(await deleteClassifier(context(), change)).toMatchObject({ runs: 0, versions: 0 });
      expect(sportsKeys()).toEqual([]);
    },
  );

  test('leaves to a provider what it does not let go of, and says so', async () => {
    const stubborn = {
      ...host,
      deleteModel: async (id: string) => {
        if (id.startsWith('model-of-sports')) throw new LabelsmithError('ProviderRefused', 'no', '');
        models.delete(id);
      },
    };
    const { left } = await deleteClassifier(context(stubborn), change);
    expect([left, sportsKeys()]).toEqual([['model-of-sports-1', 'model-of-sports-2'], []]);
  });

  test('is out of service and can be deleted again while its provider does not answer', async () => {
    const away = {
      ...host,
      deleteModel: async () => {
        throw new LabelsmithError('ProviderUnavailable', 'away', 'Wait: the workflow tries again.', {
          retryAfterSeconds: 20,
        });
      },
    };
    // Nobody but the caller goes on.
    await expect(deleteClassifier(context(away), change)).rejects.toMatchObject({
      name: 'ProviderUnavailable',
      message: expect.stringMatching(/has begun .*away$/),
      remedy: expect.stringMatching(/^Delete it again in 20 s, .*labelsmith delete sports$/),
      retryAfterSeconds: 20,
    });
    expect(await readChampion(store, 'sports')).toBeUndefined();
    await expect(promote({ store, clock }, { ...change, version: 2 })).rejects.toMatchObject({ name: 'NotFound' });
    await deleteClassifier(context(), change);
    expect([sportsKeys(), [...models]]).toEqual([[], ['model-of-news-1']]);
  });

  test.each(['queued', 'running'] as const)('stays as it is while a run of it is %s', async (status) => {
    await writeRun('sports-4', { status });
    const before = store.keys();
    await expect(deleteClassifier(context(), change)).rejects.toMatchObject({ name: 'Conflict' });
    expect(store.keys()).toEqual(before);
    expect(await readChampion(store, 'sports')).toMatchObject({ value: { version: 1 } });
  });

  test('keeps its datasets while a run of another classifier may turn out to have one, and then goes on', async () => {
    const other = { classifier: 'mails', dataset: null };
    await writeRun('mails-1', { ...other, status: 'running' });
    await expect(deleteClassifier(context(), change)).rejects.toMatchObject({
      name: 'DeletionUnfinished',
      message: expect.stringContaining('mails-1'),
    });
    expect([await readChampion(store, 'sports'), store.keys('datasets/').length]).toEqual([undefined, 4]);
    await writeRun('mails-1', { ...other, status: 'running', dataset: OWN });
    expect(await deleteClassifier(context(), change)).toMatchObject({ datasets: 0, sharedDatasets: 2 });
    expect(store.keys('datasets/')).toHaveLength(4);
  });

  test('waits for no run of others that has read nothing yet', async () => {
    await writeRun('mails-1', { classifier: 'mails', status: 'queued', dataset: null });
    await deleteClassifier(context(), change);
    expect(sportsKeys()).toEqual([]);
  });

  test('leaves no texts when another one with the same file is deleted at once', async () => {
    await Promise.all(
      ['sports', 'sports-news'].map((classifier) => deleteClassifier(context(), { ...change, classifier })),
    );
    expect(store.keys()).toEqual([]);
  });

  test('is deleted though the record of a run is damaged', async () => {
    await store.write(runKey('sports-3', 'run.json'), 'not JSON');
    await deleteClassifier(context(), change);
    expect(sportsKeys()).toEqual([]);
  });

  test('has the job of a run freed that was never freed', async () => {
    await writeArtefact(store, runKey('sports-3', 'job.json'), jobSchema, {
      ...jobRecord('sports-3', { trainingFile: 'file-1' }),
    });
    await store.write(unreleasedKey('sports-3'), '{}');
    const freed: string[] = [];
    const busy: Partial<TrainingProvider> = {
      ...host,
      cancel: async (id) => void freed.push(id),
      removeFiles: async (ids) => void freed.push(...ids),
    };
    await deleteClassifier(context(busy), change);
    expect(freed).toEqual(['job-of-sports-3', 'file-1']);
  });
});

describe('a classifier whose run was stopped while it uploaded', () => {
  test('tells when it may be deleted, in the sentence and in seconds', async () => {
    const deadline = new Date(clock().getTime() + 290_500).toISOString();
    const now = clock().toISOString();
    await writeRun('sports-4', { status: 'cancelled', finishedAt: now });
    await store.write(unreleasedKey('sports-4'), '{}');
    await writeArtefact(store, runKey('sports-4', 'claim.json'), claimSchema, {
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
    const listing = { ...host, filesNamed: async () => [] };
    await expect(deleteClassifier(context(listing), change)).rejects.toMatchObject({
      name: 'ProviderUnavailable',
      message: expect.stringContaining('may still be uploading'),
      remedy: expect.stringContaining('again in 291 s'),
      retryAfterSeconds: 291,
    });
  });
});

describe('a deletion that dies', () => {
  const attempt = (process: ReturnType<typeof mortal>) =>
    deleteClassifier(context(watched(host, process.step), watched(store, process.step)), change);

  test('at any step leaves a classifier that is whole or out of service, and is done by being told again', async () => {
    const undisturbed = mortal();
    await attempt(undisturbed);
    expect(undisturbed.steps).toBeGreaterThan(40);
    for (let dyingAt = 1; dyingAt <= undisturbed.steps; dyingAt += 1) {
      await fill();
      const [before, whole] = [store.keys(), models.size];
      await expect(attempt(mortal(dyingAt))).rejects.toThrow('died');
      const isWhole = before.every((key) => store.keys().includes(key)) && models.size === whole;
      const serves = (await readChampion(store, 'sports')) !== undefined;
      expect([dyingAt, serves && !isWhole]).toEqual([dyingAt, false]);
      await attempt(mortal()).catch((error: unknown) => expect(error).toMatchObject({ name: 'NotFound' }));
      expect([dyingAt, sportsKeys(), [...models]]).toEqual([dyingAt, [], ['model-of-news-1']]);
      expect(store.keys('datasets/')).toHaveLength(2);
    }
  });
});

describe('a promotion at the moment of a deletion', () => {
  test('leaves no champion, in whichever order they come', async () => {
    for (let delay = 0; delay < 40; delay += 3) {
      const version = (await registerVersion(store, candidateVersion(`sports-${100 + delay}`, { provider: 'openai' })))
        .version;
      const turns = async () => {
        for (let turn = 0; turn < delay; turn += 1) await store.head('nothing');
      };
      await Promise.allSettled([
        turns().then(() => promote({ store, clock }, { ...change, version })),
        deleteClassifier(context(), change),
      ]);
      expect([delay, await readChampion(store, 'sports'), await listVersions(store, 'sports')]).toEqual([
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
    for (const [run, { stopped }] of executions.known) {
      if (stopped) await recordFailure(context(), { run, error: 'Cancelled', cause: '', aborted: true });
    }
  };

  test('leaves the classifier whole or deleted, in whichever order they come', async () => {
    const ends = new Set<unknown>();
    const upload = () => startForCause(context(), NEW_OBJECT);
    for (let delay = -40; delay < 40; delay += 1) {
      await fill();
      await store.write(KEY, 'text,label\n');
      const before = store.keys();
      const turns = async (count: number) => {
        for (let turn = 0; turn < count; turn += 1) await store.head('nothing');
      };
      const [, end] = await Promise.all([
        // Refused, it is told again.
        turns(-delay).then(() => upload().catch(upload)),
        turns(delay).then(() => deleteClassifier(context(), change).then(() => 'deleted', refusal)),
      ]);
      ends.add(end);
      if (end === 'Conflict') {
        expect([delay, store.keys()]).toEqual([delay, expect.arrayContaining(before)]);
        continue;
      }
      await endStopped();
      if (end === 'DeletionUnfinished') await deleteClassifier(context(), change);
      expect([delay, await readChampion(store, 'sports'), store.keys('uploads/sports/')]).toEqual([
        delay,
        undefined,
        [],
      ]);
      // At most the record of a run whose upload is gone: it holds no text, and prepares none.
      expect(sportsKeys().filter((key) => !/^(runs\/[^/]+\/run|unreleased\/[^/]+)\.json$/.test(key))).toEqual([]);
    }
    expect(ends).toEqual(new Set(['deleted', 'DeletionUnfinished', 'Conflict']));
  });

  test('does not begin once the upload is gone', async () => {
    await deleteClassifier(context(), change);
    expect(await startForCause(context(), NEW_OBJECT)).toEqual([]);
    expect([sportsKeys(), executions.calls]).toEqual([[], []]);
  });

  test('is refused while the deletion waits to be finished, whoever asks for it', async () => {
    await markDeletion(context(), change);
    await store.write(KEY, 'text,label\n');
    const runs = sportsKeys().filter((key) => key.startsWith('runs/'));
    const asked = {
      classifier: 'sports',
      source: { key: KEY },
      cause: 'api',
      force: false,
      identity: ['api'],
    } as const;
    await expect(startRun(context(), asked)).rejects.toMatchObject({ name: 'Conflict' });
    expect(await startForCause(context(), NEW_OBJECT)).toEqual([]);
    await startForCause(context(), { cause: 'schedule' });
    expect(sportsKeys().filter((key) => key.startsWith('runs/'))).toEqual(runs);
    expect(executions.calls).toEqual([expect.stringContaining('start sports-news-')]);
  });

  test('is stopped by a deletion that has begun, which is not undone by it', async () => {
    await markDeletion(context(), change);
    await writeRun('sports-4', { status: 'running' });
    executions.underWay('sports-4');
    await expect(deleteClassifier(context(), change)).rejects.toMatchObject({ name: 'DeletionUnfinished' });
    expect(executions.calls).toEqual(['stop sports-4']);
    await endStopped();
    await deleteClassifier(context(), change);
    // Whatever its function may still write is removed later.
    expect(sportsKeys()).toEqual([unreleasedKey('sports-4')]);
  });
});
