import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runKey } from '../../core/contract/keys.ts';
import { reportRun } from '../../core/report/report-run.ts';
import { endRunRecord } from '../../core/run/run-record.ts';
import type { Store } from '../../core/store.ts';
import { faultOf } from '../support/page-elements.ts';
import { PlannedApi } from '../support/planned-api.ts';
import { recordRun } from '../support/run-with-job.ts';

const run = 'sports-1';
const KEY = runKey(run, 'report.html');
const reason = { code: 'UnusableSource', message: 'the file has no <label>', remedy: 'Name the column.' };

let api: PlannedApi;
beforeEach(async () => {
  api = new PlannedApi();
  await api.host.start();
  await recordRun(api, run);
});
afterEach(() => api.host.stop());

const get = (id = run) => api.request('GET', `/v1/runs/${id}/report`);
const read = async (store: Store) => (await store.read(KEY)) !== undefined;

describe('the report over the API', () => {
  test('is the one that the run left behind', async () => {
    await api.store.write(KEY, '<p>as it was written</p>');
    expect(await (await get()).text()).toBe('<p>as it was written</p>');
  });

  test('is made when there is none, and is then what the run would have written', async () => {
    await endRunRecord(api, run, 'blocked', { reason });
    const made = await (await get()).text();
    expect(faultOf(made)).toBeUndefined();
    expect([made.includes('The file has no &lt;label&gt;.'), await read(api.store)]).toEqual([true, false]);
    await reportRun(api, run);
    expect([await (await get()).text(), await read(api.store)]).toEqual([made, true]);
  });

  test('of a run under way tells where it is', async () => {
    const answer = await get();
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('Under way')]);
  });

  test('lets a browser run and load nothing', async () => {
    const { headers } = await get();
    expect([
      ...['content-type', 'content-security-policy', 'x-content-type-options'].map((name) => headers.get(name)),
    ]).toEqual(['text/html; charset=utf-8', "default-src 'none'; style-src 'unsafe-inline'; img-src data:", 'nosniff']);
  });

  test('of a run that does not exist is 404', async () => {
    expect((await get('sports-2')).status).toBe(404);
  });
});

describe('a report that cannot be written', () => {
  test('stops nothing, and the log is told of it', async () => {
    const told: unknown[] = [];
    const full = (target: Store, name: keyof Store) =>
      name === 'write' ? () => Promise.reject(new Error('the disk is full')) : target[name].bind(target);
    const store = new Proxy<Store>(api.store, { get: (target, name) => full(target, name as keyof Store) });
    await reportRun({ store, clock: api.clock, reportFault: (...fault) => told.push(fault) }, run);
    expect(told).toEqual([['the report of a run was not written', new Error('the disk is full'), { run }]]);
  });

  test('for an artefact that is broken says so in its place', async () => {
    await api.store.write(runKey(run, 'evaluation.json'), '{"schema": "of another time"}');
    expect(await (await get()).text()).toContain(
      'Cannot be read, or is too large, and is not in this report: evaluation.json.',
    );
  });
});
