import { beforeEach, describe, expect, test } from '@jest/globals';
import { runKey } from '../../../core/contract/keys.ts';
import { findAllRuns, findRuns, listRuns } from '../../../core/run/list-runs.ts';
import { TwoClassifiers } from '../../support/two-classifiers.ts';

const idsOf = (runs: readonly { readonly run: string }[]) => runs.map(({ run }) => run);

describe('of all runs', () => {
  let two: TwoClassifiers;
  beforeEach(async () => {
    two = new TwoClassifiers();
    await two.writeRun('sports-1', { startedAt: '2026-11-22T10:00:00.000Z' });
    await two.writeRun('sports-2', { startedAt: '2026-11-24T10:00:00.000Z' });
    await two.writeRun('sports-news-1', { classifier: 'sports-news', startedAt: '2026-11-23T10:00:00.000Z' });
    await two.store.write(runKey('sports-3', 'run.json'), '{"schema":');
    await two.store.write(runKey('sports-4', 'events.jsonl'), '');
  });

  test.each([
    ['every classifier', {}, ['sports-2', 'sports-news-1', 'sports-1']],
    ['one, and not of one with a longer name', { classifier: 'sports' }, ['sports-2', 'sports-1']],
    ['one with a longer name', { classifier: 'sports-news' }, ['sports-news-1']],
  ])('those of %s are listed by their records, newest first', async (_name, filter, listed) => {
    expect(idsOf(await listRuns(two.store, { ...filter, limit: 9 }))).toEqual(listed);
    expect(idsOf(await listRuns(two.store, { ...filter, limit: 1 }))).toEqual(listed.slice(0, 1));
  });

  test('those of a classifier are found by their ids, also where a record is damaged or gone', async () => {
    const found = await findRuns(two.store, 'sports');
    expect(idsOf(found)).toEqual(['sports-1', 'sports-2', 'sports-3', 'sports-4']);
    expect(found.map(({ record }) => record?.run)).toEqual(['sports-1', 'sports-2', undefined, undefined]);
  });

  test('all are found, whosever they are', async () => {
    expect(idsOf(await findAllRuns(two.store))).toEqual([
      ...['sports-1', 'sports-2', 'sports-3', 'sports-4'],
      'sports-news-1',
    ]);
  });
});
