import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { releaseJobs } from '../../core/run/release-jobs.ts';
import { readRunRecord } from '../../core/run/run-record.ts';
import { PlannedApi } from '../support/planned-api.ts';
import { recordRun, recordRunWithJob } from '../support/run-with-job.ts';
import { hearServiceLog } from '../support/service-log.ts';

const run = 'sports-1';

let api: PlannedApi;
beforeEach(async () => {
  api = new PlannedApi();
  await api.host.start();
});
afterEach(() => {
  jest.restoreAllMocks();
  return api.host.stop();
});

const cancel = () => api.request('POST', `/v1/runs/${run}/cancel`);
const record = () => readRunRecord(api.store, run);

describe('a run that is cancelled over the API', () => {
  test('is marked, and its execution stopped, whose end then has its job cancelled', async () => {
    const job = await recordRunWithJob(api, run, api.host);
    api.executions.underWay(run);
    const answer = await cancel();
    expect([answer.status, await answer.json()]).toMatchObject([202, { status: 'running', cancelRequested: {} }]);
    expect([api.executions.calls, job.status]).toEqual([[`stop ${run}`], 'validating_files']);
  });

  test('is ended at once, its job included, when its execution has ended and nobody was told', async () => {
    const job = await recordRunWithJob(api, run, api.host);
    api.executions.known.set(run, { underWay: false, stopped: false, error: 'Unknown', cause: '' });
    expect(await (await cancel()).json()).toMatchObject({ status: 'cancelled', reason: { code: 'Cancelled' } });
    expect([job.status, api.host.files.size]).toEqual(['cancelled', 0]);
  });

  test('is ended at once when its execution was never started', async () => {
    await recordRun(api, run);
    expect(await (await cancel()).json()).toMatchObject({ status: 'cancelled' });
    expect(api.executions.calls).toEqual([]);
  });

  test('stays marked when its execution cannot be stopped just now, and is stopped later', async () => {
    await recordRunWithJob(api, run, api.host);
    api.executions.underWay(run);
    api.executions.faults.push(new Error('throttled', { cause: new Error('Row 3: "Dear Anna"') }));
    const told = hearServiceLog();
    expect((await cancel()).status).toBe(202);
    // What a host said may quote a row: the log names the run and the kind of the fault.
    expect(told).toEqual([expect.stringMatching(new RegExp(`could not be stopped.*${run}`))]);
    expect(told.join()).not.toMatch(/Anna|throttled/);
    const { clock, executions, providers, store } = api;
    await releaseJobs({ store, clock, executions, providers, deadline: new Date(Date.now() + 300_000) });
    expect(api.executions.calls).toEqual([`stop ${run}`, `stop ${run}`]);
  });

  test('says what is left at a provider that does not answer', async () => {
    const job = await recordRunWithJob(api, run, api.host);
    api.executions.known.set(run, { underWay: false, stopped: false, error: 'Unknown', cause: '' });
    api.host.faults.add({ on: /cancel/, end: { status: 503, body: {} } });
    expect(await (await cancel()).json()).toMatchObject({
      status: 'cancelled',
      unreleased: expect.stringContaining('may be left at the provider'),
    });
    expect(job.status).toBe('validating_files');
  });

  test('is told that it has ended when it has', async () => {
    await recordRun(api, run);
    await cancel();
    const answer = await cancel();
    expect([answer.status, await answer.json()]).toMatchObject([
      409,
      { detail: `run ${run} has ended: it is cancelled` },
    ]);
    expect((await record()).status).toBe('cancelled');
  });
});
