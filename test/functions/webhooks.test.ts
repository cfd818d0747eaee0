import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readRunRecord } from '../../core/run/run-record.ts';
import { PlannedApi } from '../support/planned-api.ts';
import { recordRunWithJob } from '../support/run-with-job.ts';
import { hearServiceLog } from '../support/service-log.ts';
import { jobWebhook, secondsNow, signed, WEBHOOK_SECRET } from '../support/signed-webhook.ts';

let api: PlannedApi;
beforeEach(async () => {
  api = new PlannedApi();
  await api.host.start();
});
afterEach(() => {
  jest.restoreAllMocks();
  return api.host.stop();
});

const post = (body: string, headers: Headers) => api.request('POST', '/v1/webhooks/openai', body, headers);

describe('a webhook about a run that is under way', () => {
  test('brings its record up to date at once, and leaves the workflow where it is', async () => {
    const job = await recordRunWithJob(api, 'sports-1', api.host);
    api.host.succeed(job);
    const answer = await post(jobWebhook(job.id), signed(jobWebhook(job.id)));
    expect(answer.status).toBe(204);
    expect(await readRunRecord(api.store, 'sports-1')).toMatchObject({
      model: `ft:${job.id}`,
      status: 'running',
      state: 'Poll tuning',
    });
    expect(api.executions.calls).toEqual([]);
  });

  test("is not kept from it by another run's record that somebody has damaged", async () => {
    const job = await recordRunWithJob(api, 'sports-1', api.host);
    await recordRunWithJob(api, 'sports-0', api.host);
    await api.store.write('runs/sports-0/job.json', 'not JSON');
    api.host.succeed(job);
    expect((await post(jobWebhook(job.id), signed(jobWebhook(job.id)))).status).toBe(204);
    expect(await readRunRecord(api.store, 'sports-1')).toMatchObject({ model: `ft:${job.id}` });
  });

  test('is one more look when it is told again, whatever it says has happened', async () => {
    const job = await recordRunWithJob(api, 'sports-1', api.host);
    const body = jobWebhook(job.id, 'fine_tuning.job.failed');
    for (let times = 0; times < 3; times += 1) expect((await post(body, signed(body))).status).toBe(204);
    expect(api.host.requests.filter((request) => request === `GET /v1/fine_tuning/jobs/${job.id}`)).toHaveLength(3);
    expect(await readRunRecord(api.store, 'sports-1')).toMatchObject({ status: 'running', model: null });
  });

  test('is asked for again later while the host does not answer', async () => {
    const job = await recordRunWithJob(api, 'sports-1', api.host);
    // A function's log tells of every 5xx.
    hearServiceLog();
    api.host.faults.add({ on: /jobs/, end: { status: 503, body: {} } });
    const body = jobWebhook(job.id);
    expect((await post(body, signed(body))).status).toBe(503);
    expect((await readRunRecord(api.store, 'sports-1')).silentSince).not.toBeNull();
    expect((await post(body, signed(body))).status).toBe(204);
    expect((await readRunRecord(api.store, 'sports-1')).silentSince).toBeNull();
  });
});

describe('a webhook that changes nothing', () => {
  test.each([
    ['is about a job of nobody here', 204, (body: string) => signed(body), WEBHOOK_SECRET],
    ['is forged', 400, (body: string) => signed(`${body} `), WEBHOOK_SECRET],
    ['is a recording of an old one', 400, (body: string) => signed(body, { at: secondsNow() - 900 }), WEBHOOK_SECRET],
    ['comes where no secret is configured', 404, (body: string) => signed(body), ''],
  ])('%s', async (_, status, headers, secret) => {
    await recordRunWithJob(api, 'sports-1', api.host);
    const asked = api.host.requests.length;
    const body = jobWebhook('ftjob-of-nobody');
    api.webhookSecret = secret;
    const answer = await post(body, headers(body));
    expect([answer.status, api.host.requests.length]).toEqual([status, asked]);
    if (status >= 400) expect(await answer.json()).toMatchObject({ type: expect.stringContaining('urn:labelsmith') });
  });

  test('is longer than any that a provider sends', async () => {
    const body = jobWebhook('x'.repeat(70_000));
    expect((await post(body, signed(body))).status).toBe(413);
  });
});
