import { beforeEach, describe, expect, test } from '@jest/globals';
import { datasetKey, runKey } from '../../../core/contract/keys.ts';
import { memoryScratch } from '../../../core/dataset/scratch.ts';
import { deleteClassifier } from '../../../core/registry/delete-classifier.ts';
import { registerVersion } from '../../../core/registry/versions.ts';
import { prepareRun } from '../../../core/run/prepare-run.ts';
import { recordFailure } from '../../../core/run/record-failure.ts';
import { releaseJobs } from '../../../core/run/release-jobs.ts';
import { createRunRecord, readRunRecord, updateRunRecord } from '../../../core/run/run-record.ts';
import { createProviders } from '../../../services/providers.ts';
import { candidateVersion } from '../../support/candidate-version.ts';
import { asCsv, labelledTexts } from '../../support/labelled-texts.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { PlannedExecutions } from '../../support/planned-executions.ts';

const KEY = 'uploads/sports/a.csv';
const INPUT = { run: 'sports-1', classifier: 'sports', source: { key: KEY }, force: false };
const ENVIRONMENT = {
  PROVIDER: 'embedded' as const,
  PROVIDER_BASE_URL: '',
  PROVIDER_BASE_MODEL: '',
  PROVIDER_KEY_SECRET: '',
  PROVIDER_TIMEOUT_MS: 10_000,
};
const minutes = (count: number) => count * 60_000;

let store: MemoryStore;
let now: number;
const clock = () => new Date(now);
/** @param own what the function that prepares sees of the store */
const context = (own = store) => ({
  store: own,
  clock,
  providers: createProviders(ENVIRONMENT, own, clock),
  executions: new PlannedExecutions(),
  deadline: new Date(now + minutes(5)),
  scratch: memoryScratch,
});

beforeEach(async () => {
  store = new MemoryStore();
  now = Date.parse('2026-11-22T10:00:00Z');
  await store.write(KEY, asCsv(labelledTexts(40)));
  await createRunRecord({ store, clock }, { ...INPUT, cause: 'upload', settings: 'test' });
});

const cancel = () => recordFailure(context(), { run: INPUT.run, error: 'Cancelled', cause: 'a test', aborted: true });
const remove = () => deleteClassifier(context(), { classifier: 'sports', by: 'a test' });

/** A function that prepares, and to which something happens the first time that it does what is named. */
function preparing(moment: (method: string, key: string) => boolean, happens: () => Promise<unknown>) {
  let happened = false;
  const own = new Proxy(store, {
    get(target, name) {
      const part: unknown = Reflect.get(target, name);
      if (typeof part !== 'function') return part;
      const call = (given: unknown[]) => part.apply(target, given);
      if (name === 'list') return (...given: unknown[]) => call(given);
      return async (...given: unknown[]) => {
        if (!happened && moment(String(name), String(given[0]))) {
          happened = true;
          await happens();
        }
        return call(given);
      };
    },
  });
  return prepareRun(context(own), INPUT).catch((error: Error) => error.name);
}

describe('a function that goes on preparing after its run was stopped', () => {
  test('writes nothing when it had come to nothing by then', async () => {
    await preparing((method, key) => method === 'read' && key === KEY, cancel);
    expect(store.keys()).toEqual([runKey(INPUT.run, 'report.html'), runKey(INPUT.run, 'run.json'), KEY]);
    expect(await readRunRecord(store, INPUT.run)).toMatchObject({ status: 'cancelled' });
  });

  test('leaves a dataset that is deleted with the classifier', async () => {
    await preparing((_method, key) => key.endsWith('/train.jsonl'), cancel);
    expect(store.keys('datasets/')).not.toEqual([]);
    expect(await remove()).toMatchObject({ datasets: 1 });
    expect(store.keys('datasets/')).toEqual([]);
  });

  test('leaves nothing for good, though the classifier was deleted meanwhile', async () => {
    const end = await preparing(
      (_method, key) => key.endsWith('/train.jsonl'),
      async () => {
        await cancel();
        await remove();
      },
    );
    expect([end, store.keys('datasets/').length > 0]).toEqual(['BrokenArtefact', true]);
    now += minutes(10);
    await releaseJobs(context());
    expect(store.keys('datasets/')).not.toEqual([]);
    now += minutes(10);
    await releaseJobs(context());
    expect(store.keys()).toEqual([]);
  });

  test.each([
    ['takes its dataset with it when nobody has that', 'a'.repeat(32), []],
    ['leaves a dataset that somebody has by then', 'b'.repeat(32), ['b'.repeat(32)]],
  ])('%s', async (_name, dataset, left) => {
    await updateRunRecord({ store, clock }, INPUT.run, { dataset });
    await cancel();
    await remove();
    await store.write(datasetKey(dataset, 'train.jsonl'), 'a text');
    await store.write(runKey(INPUT.run, 'preparation.json'), '{}');
    // Another classifier of the same name, which has a dataset already and is preparing another one.
    await registerVersion(store, candidateVersion('sports-2', { dataset: 'b'.repeat(32) }));
    const next = { ...INPUT, run: 'sports-2', cause: 'upload', settings: 'test' } as const;
    await createRunRecord({ store, clock }, next);
    await updateRunRecord({ store, clock }, 'sports-2', { status: 'running' });
    now += minutes(20);
    await releaseJobs(context());
    expect(store.keys('datasets/')).toHaveLength(1);
    await recordFailure(context(), { run: 'sports-2', error: 'Cancelled', cause: '', aborted: true });
    await releaseJobs(context());
    expect(store.keys('datasets/')).toEqual(left.map((name) => datasetKey(name, 'train.jsonl')));
    expect(store.keys('runs/')).toEqual([runKey('sports-2', 'report.html'), runKey('sports-2', 'run.json')]);
    expect(store.keys('unreleased/')).toEqual([]);
  });
});
