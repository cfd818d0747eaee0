import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runKey } from '../../core/contract/keys.ts';
import { addEvents } from '../../core/tuning/event-log.ts';
import { PlannedApi } from '../support/planned-api.ts';
import { recordRun } from '../support/run-with-job.ts';

const run = 'sports-1';
const KEY = runKey(run, 'events.jsonl');
const EVENT = {
  id: 'a',
  at: '2026-11-22T10:00:00.000Z',
  level: 'info',
  message: 'Step 3',
  progress: { step: 3 },
} as const;

let api: PlannedApi;
beforeEach(async () => {
  api = new PlannedApi();
  await api.host.start();
  await recordRun(api, run);
});
afterEach(() => api.host.stop());

const get = async (id = run) => {
  const answer = await api.request('GET', `/v1/runs/${id}/events`);
  return [answer.status, await answer.json()];
};

describe('the events of a run over the API', () => {
  test('are none before its job has any', async () => {
    expect(await get()).toEqual([200, { events: [] }]);
  });

  test('are those of its job', async () => {
    await addEvents(api.store, run, [EVENT]);
    expect(await get()).toEqual([200, { events: [EVENT] }]);
  });

  test.each([
    ['is cut off', JSON.stringify(EVENT).slice(0, 20)],
    ['is no JSON', 'Step 2'],
    ['is JSON and no event', '{"step": 2}'],
  ])('are told without a line that %s', async (_, line) => {
    await api.store.write(KEY, `${line}\n${JSON.stringify(EVENT)}\n`);
    expect(await get()).toEqual([200, { events: [EVENT] }]);
  });

  test('of a run that does not exist are 404', async () => {
    expect(await get('sports-2')).toEqual([404, expect.objectContaining({ status: 404 })]);
  });
});
