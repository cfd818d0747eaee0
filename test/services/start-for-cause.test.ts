import { beforeEach, describe, expect, test } from '@jest/globals';
import { settingsKey } from '../../core/contract/keys.ts';
import { settings as settingsSchema } from '../../core/contract/settings.ts';
import { storeFeedback } from '../../core/feedback/store-feedback.ts';
import { hashOf } from '../../core/hash.ts';
import { settingsHash } from '../../core/registry/classifier-settings.ts';
import { registerVersion } from '../../core/registry/versions.ts';
import { listRuns } from '../../core/run/list-runs.ts';
import type { StartCause } from '../../core/run/start-causes.ts';
import { listUnreleased } from '../../core/tuning/unreleased.ts';
import { startForCause } from '../../services/start-for-cause.ts';
import { startRun } from '../../services/start-run.ts';
import { candidateVersion } from '../support/candidate-version.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { PlannedExecutions } from '../support/planned-executions.ts';

const SCHEDULE: StartCause = { cause: 'schedule' };

let store: MemoryStore;
let executions: PlannedExecutions;
let now: number;
const tell = (cause: StartCause) => startForCause({ store, executions, clock: () => new Date(now) }, cause);

beforeEach(() => {
  store = new MemoryStore();
  executions = new PlannedExecutions();
  now = Date.parse('2026-11-22T10:00:00Z');
});

/** Writes an upload and returns the event that S3 raises for it. */
async function upload(key: string): Promise<StartCause> {
  await store.write(key, key);
  const versionId = (await store.head(key))?.versionId;
  const object = { key, ...(versionId && { 'version-id': versionId }) };
  return { 'detail-type': 'Object Created', detail: { bucket: { name: 'bucket' }, object } };
}

describe('an upload', () => {
  test('starts one run, however often it is told', async () => {
    const event = await upload('uploads/sports/a.csv');
    const [first, second] = [await tell(event), await tell(event)];
    expect(first).toEqual(second);
    expect(await listRuns(store, { limit: 9 })).toHaveLength(1);
  });

  test('whose execution could not be started is marked, for release-jobs to start it', async () => {
    executions.faults.push(new Error('throttled'));
    await expect(tell(await upload('uploads/sports/a.csv'))).rejects.toThrow('throttled');
    const [run] = await listRuns(store, { limit: 9 });
    expect([run?.status, await listUnreleased(store)]).toEqual(['queued', [run?.run]]);
  });
});

describe('the schedule', () => {
  test('starts a run for what is new, and none when nothing is', async () => {
    await tell(await upload('uploads/sports/a.csv'));
    expect(await tell(SCHEDULE)).toEqual([]);
    now += 1000;
    await upload('uploads/sports/b.csv');
    expect(await tell(SCHEDULE)).toHaveLength(1);
    expect(await tell(SCHEDULE)).toEqual([]);
    await store.write(settingsKey('sports'), JSON.stringify({ seed: 7 }));
    now += 1000;
    expect(await tell(SCHEDULE)).toHaveLength(1);
  });

  test('starts none after a repeated run on an older upload, which says nothing of the newest one', async () => {
    await tell(await upload('uploads/sports/a.csv'));
    now += 1000;
    await tell(await upload('uploads/sports/b.csv'));
    now += 1000;
    const context = { store, executions, clock: () => new Date(now) };
    const [first] = (await listRuns(store, { limit: 9 })).reverse();
    if (!first) throw new Error('there is no run');
    await startRun(context, { ...first, cause: 'api', force: false, identity: ['api', 'again', 'sports'] });
    expect((await listRuns(store, { limit: 1 })).map(({ source }) => source.key)).toEqual(['uploads/sports/a.csv']);
    expect(await tell(SCHEDULE)).toEqual([]);
  });

  test('starts a run for feedback that the last one did not have, once', async () => {
    await tell(await upload('uploads/sports/a.csv'));
    await registerVersion(store, candidateVersion('sports-1'));
    const send = (text: string) =>
      storeFeedback({ store, clock: () => new Date(now) }, 'sports', { text, label: 'hockey' });
    for (const text of ['a puck', 'a rink']) {
      now += 1000;
      await send(text);
      expect(await tell(SCHEDULE)).toHaveLength(1);
      expect(await tell(SCHEDULE)).toEqual([]);
    }
    await send('a rink');
    expect(await tell(SCHEDULE)).toEqual([]);
    now += 1000;
    await upload('uploads/sports/b.csv');
    expect(await tell(SCHEDULE)).toHaveLength(1);
    expect(await tell(SCHEDULE)).toEqual([]);
  });

  test('names its runs without feedback as it did before there was any', async () => {
    await upload('uploads/sports/a.csv');
    const versionId = (await store.head('uploads/sports/a.csv'))?.versionId;
    const [run] = await tell(SCHEDULE);
    const settings = settingsHash(settingsSchema.parse({}));
    const identity = ['schedule', null, 'uploads/sports/a.csv', versionId, settings];
    expect(run).toBe(`sports-${hashOf(identity, 20)}`);
    expect(await listRuns(store, { limit: 1 })).not.toMatchObject([{ feedback: expect.anything() }]);
  });

  test('takes the later one of two uploads of the same second', async () => {
    const list = store.list.bind(store);
    store.list = async function* (prefix) {
      for await (const object of list(prefix)) yield { ...object, lastModified: new Date(now) };
    };
    for (const ms of ['001', '002']) await upload(`uploads/sports/2026-11-22T10-00-00-${ms}Z-a.csv`);
    await tell(SCHEDULE);
    expect((await listRuns(store, { limit: 9 })).map(({ source }) => source.key)).toEqual([
      'uploads/sports/2026-11-22T10-00-00-002Z-a.csv',
    ]);
  });

  test('goes on with the other classifiers when one cannot be started, and says so at the end', async () => {
    for (const name of ['a', 'b', 'c']) await upload(`uploads/${name}/x.csv`);
    executions.faults.push(new Error('throttled'));
    await expect(tell(SCHEDULE)).rejects.toThrow('throttled');
    expect(executions.calls).toHaveLength(3);
    expect((await listRuns(store, { limit: 9 })).map(({ classifier }) => classifier).sort()).toEqual(['a', 'b', 'c']);
  });
});
