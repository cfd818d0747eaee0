import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ENGINE_PREFIX, runKey, UNRELEASED_PREFIX } from '../../core/contract/keys.ts';
import { asCsv, asJsonLines, labelledTexts } from '../support/labelled-texts.ts';
import { type LocalLabelsmith, startLabelsmith } from '../support/local-labelsmith.ts';

/** The training workflow's ARN in the local cloud. */
const MACHINE_ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:labelsmith-training-state-machine';

let labelsmith: LocalLabelsmith;
beforeAll(async () => {
  labelsmith = await startLabelsmith();
});
afterAll(() => labelsmith.stop());

const uploadedAs = (key: string) => (run: { source: { key: string } }) => run.source.key === key;

describe('the whole of Labelsmith on this machine', () => {
  test('turns a file that an S3 client uploads into an API that answers', async () => {
    const key = 'uploads/sports/first.csv';
    await labelsmith.put(key, asCsv(labelledTexts(60)));
    const started = await labelsmith.runWhere('sports', uploadedAs(key));
    const run = await labelsmith.ended(started.run);
    expect(run).toMatchObject({ status: 'succeeded', version: 1, promoted: true, cause: 'upload', reason: null });

    const texts = ['the goalie met the puck', 'the pitcher met the catcher'];
    const predictions = await labelsmith.api.classify('sports', texts);
    expect(predictions.map(({ label }) => label)).toEqual(['hockey', 'baseball']);
    for (const { probabilities, version } of predictions) {
      expect(version).toBe(1);
      expect(probabilities?.map(({ label }) => label).sort()).toEqual(['baseball', 'hockey']);
      expect(probabilities?.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
    }
    expect(await labelsmith.api.results(run.run)).toMatch(/^step,train_loss/);
    expect((await labelsmith.api.events(run.run)).length).toBeGreaterThan(3);

    const { Body } = await labelsmith.s3.send(
      new GetObjectCommand({ Bucket: labelsmith.profile.bucket, Key: runKey(run.run, 'report.html') }),
    );
    const report = await labelsmith.api.report(run.run);
    expect(report).toMatch(/<h1>Version 1 is better than .*: promoted\.<\/h1>/);
    expect(await Body?.transformToString()).toBe(report);
  });

  test('takes a file over its own API, and finds nothing new in the same rows', async () => {
    const file = join(labelsmith.directory, 'again.jsonl');
    writeFileSync(file, asJsonLines(labelledTexts(60).reverse()));
    const key = await labelsmith.api.upload('sports', file);
    const run = await labelsmith.ended((await labelsmith.runWhere('sports', uploadedAs(key))).run);
    expect(run).toMatchObject({ status: 'succeeded', version: 1, job: null });
  });

  test('answers about its runs and keeps a registry that people can change', async () => {
    const run = (await labelsmith.api.runs({ classifier: 'sports' })).find(({ job }) => job !== null)?.run ?? '';
    const forced = await labelsmith.api.startRun({ classifier: 'sports', force: true });
    expect((await labelsmith.ended(forced.run)).version).toBe(2);
    expect(await labelsmith.api.promote('sports', 1)).toMatchObject({ version: 1, by: 'token default' });
    expect(await labelsmith.api.rollBack('sports')).toMatchObject({ version: 2, previousVersion: 1 });

    const get = (path: string) => labelsmith.request('GET', path);
    const { history } = await (await get('/v1/classifiers/sports/history')).json();
    expect(history.map((entry: { action: string }) => entry.action)).toEqual([
      'rolled-back',
      'promoted',
      'promoted',
      'promoted',
    ]);
    expect(await (await get(`/v1/runs/${run}/evaluation`)).json()).toMatchObject({
      candidate: { confusion: { labels: ['baseball', 'hockey'] } },
    });
    expect(await (await get(`/v1/runs/${run}/preparation`)).json()).toMatchObject({ examples: 120 });
    expect(await (await get('/v1/classifiers')).json()).toMatchObject({
      classifiers: [{ classifier: 'sports', champion: { version: 2 } }],
    });
  });

  test('deletes a version with its model, but not the one in service', async () => {
    const { versions } = await labelsmith.api.versions('sports');
    const model = versions.find(({ version }) => version === 1)?.model ?? '';
    const request = { Bucket: labelsmith.profile.bucket, Prefix: `${ENGINE_PREFIX}models/` };
    const models = async () => (await labelsmith.s3.send(new ListObjectsV2Command(request))).KeyCount ?? 0;
    const byVersion = () =>
      labelsmith.request('POST', '/v1/classifiers/sports/classify?version=1', { text: 'the goalie met the puck' });
    const before = await models();
    expect((await byVersion()).status).toBe(200);
    expect(await labelsmith.api.deleteVersion('sports', 1)).toMatchObject({ model, deleted: { by: 'token default' } });
    expect(await models()).toBeLessThan(before);
    // What a function has read it may use for a second.
    await sleep(1_000);
    expect((await byVersion()).status).toBe(404);
    await expect(labelsmith.api.deleteVersion('sports', 2)).rejects.toThrow('is in service');
    await expect(labelsmith.api.rollBack('sports')).rejects.toThrow('version 1 of sports was deleted');
  });

  test('keeps settings that it has checked', async () => {
    const path = '/v1/classifiers/kept/settings';
    const stored = await labelsmith.request('PUT', path, { seed: 7, promotion: 'manual' });
    expect(await stored.json()).toMatchObject({ seed: 7, promotion: 'manual', format: 'chat' });
    expect(await (await labelsmith.request('GET', path)).json()).toMatchObject({ seed: 7 });
    const refused = await labelsmith.request('PUT', path, { sede: 7 });
    expect([refused.status, refused.headers.get('content-type')]).toEqual([422, 'application/problem+json']);
    expect(await refused.json()).toMatchObject({
      type: 'urn:labelsmith:problem:invalid-settings',
      detail: expect.stringContaining('sede'),
    });
  });

  test('starts one run for one Idempotency-Key, also when settings change in between', async () => {
    const post = () => labelsmith.request('POST', '/v1/runs', { classifier: 'sports' }, { 'idempotency-key': 'once' });
    const first = await post();
    await labelsmith.request('PUT', '/v1/classifiers/sports/settings', { validationFraction: 0.21 });
    const second = await post();
    expect([first.status, second.status]).toEqual([201, 200]);
    const { run } = await first.json();
    expect((await second.json()).run).toBe(run);
    await labelsmith.ended(run);
    await labelsmith.request('PUT', '/v1/classifiers/sports/settings', {});
  });

  test('starts one run for one upload, however often the event comes', async () => {
    const key = 'uploads/twice/rows.csv';
    const versionId = await labelsmith.put(key, asCsv(labelledTexts(20)));
    const { run } = await labelsmith.runWhere('twice', uploadedAs(key));
    const event = {
      'detail-type': 'Object Created',
      detail: { bucket: { name: labelsmith.profile.bucket }, object: { key, 'version-id': versionId } },
    };
    handlerEnvironment();
    const { handler } = await import('../../functions/start-run/handler.ts');
    expect(await handler(event)).toEqual({ runs: [run] });
    await labelsmith.ended(run);
    expect(await handler(event)).toEqual({ runs: [run] });
    expect(await labelsmith.api.runs({ classifier: 'twice' })).toHaveLength(1);
  });

  test('is looked at once a day for sunsets, and every ten minutes for runs that still have something at a provider', async () => {
    handlerEnvironment();
    const checkSunsets = await import('../../functions/check-sunsets/handler.ts');
    const releaseJobs = await import('../../functions/release-jobs/handler.ts');
    expect((await checkSunsets.handler()).checked).toBeGreaterThan(0);
    expect((await labelsmith.api.versions('sports')).sunset).toMatchObject({ level: 'fine', answers: true });
    expect(await releaseJobs.handler({}, { getRemainingTimeInMillis: () => 300_000 })).toEqual({ overdue: [] });
    const left = await labelsmith.s3.send(
      new ListObjectsV2Command({ Bucket: labelsmith.profile.bucket, Prefix: UNRELEASED_PREFIX }),
    );
    expect(left.Contents ?? []).toEqual([]);
  });

  test('blocks a run on a file it cannot learn from, says why over the API, and goes on with the next good one', async () => {
    await labelsmith.put(
      'uploads/pictures/cat.csv',
      new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]),
    );
    const bad = await labelsmith.ended((await labelsmith.runWhere('pictures', () => true)).run);
    expect(bad).toMatchObject({ status: 'blocked', reason: { code: 'UnusableSource' } });
    expect(bad.reason?.remedy).not.toBe('');

    const key = 'uploads/pictures/words.csv';
    await labelsmith.put(key, asCsv(labelledTexts(40)));
    const good = await labelsmith.ended((await labelsmith.runWhere('pictures', uploadedAs(key))).run);
    expect(good.status).toBe('succeeded');
  });

  test('ends a run as cancelled when it is cancelled over the API, and can start it again', async () => {
    const key = 'uploads/cancelled/rows.csv';
    await labelsmith.put(key, asCsv(labelledTexts(2000)));
    const { run, source } = await labelsmith.runWhere('cancelled', uploadedAs(key));
    await labelsmith.api.cancel(run);
    expect(await labelsmith.ended(run)).toMatchObject({ status: 'cancelled', reason: { code: 'Cancelled' } });
    const again = await labelsmith.api.startRun({ classifier: 'cancelled', ...source });
    expect(again.run).not.toBe(run);
    expect((await labelsmith.ended(again.run)).status).toBe('succeeded');
  });

  test('ends a run as cancelled when its execution is stopped from outside', async () => {
    const key = 'uploads/stopped/rows.csv';
    await labelsmith.put(key, asCsv(labelledTexts(2000)));
    const { run } = await labelsmith.runWhere('stopped', uploadedAs(key));
    const executionArn = `${MACHINE_ARN.replace(':stateMachine:', ':execution:')}:${run}`;
    await labelsmith.executions.send(
      new StopExecutionCommand({ executionArn, error: 'Operator', cause: 'maintenance' }),
    );
    const ended = await labelsmith.ended(run);
    expect(ended).toMatchObject({ status: 'cancelled', reason: { message: expect.stringContaining('maintenance') } });
  });
});

describe('an execution that no Catch can save', () => {
  test('still ends as failed in run.json, with the error that Step Functions gives', async () => {
    const broken = await startLabelsmith({
      edit: (template) => template.replaceAll('$.tuning.waitSeconds', '$.tuning.nowhere'),
    });
    try {
      const key = 'uploads/sports/rows.csv';
      await broken.put(key, asCsv(labelledTexts(40)));
      const run = await broken.ended((await broken.runWhere('sports', uploadedAs(key))).run);
      expect(run).toMatchObject({ status: 'failed', reason: { code: 'States.Runtime' } });
      expect(run.reason?.remedy).not.toBe('');
    } finally {
      await broken.stop();
    }
  });
});

describe('a local cloud that starts again', () => {
  test('serves what an earlier one trained, and finishes what was under way', async () => {
    const first = await startLabelsmith();
    const done = 'uploads/sports/rows.csv';
    await first.put(done, asCsv(labelledTexts(40)));
    await first.ended((await first.runWhere('sports', uploadedAs(done))).run);
    await first.put('uploads/late/rows.csv', asCsv(labelledTexts(2000)));
    const late = await first.runWhere('late', (run) => run.status === 'running');
    await first.stop({ forget: false });

    const second = await startLabelsmith({ directory: first.directory });
    try {
      expect((await second.api.classify('sports', ['the umpire met the bat']))[0]).toMatchObject({ label: 'baseball' });
      expect(await second.ended(late.run)).toMatchObject({ status: 'succeeded', version: 1 });
      expect(second.profile.token).toBe(first.profile.token);
    } finally {
      await second.stop();
    }
  });
});

/** What the real handlers need to run in this process, against the local cloud. */
function handlerEnvironment(): void {
  const { s3Endpoint, region, accessKeyId, secretAccessKey, bucket } = labelsmith.profile;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: s3Endpoint,
    AWS_ENDPOINT_URL_SFN: labelsmith.awsJsonEndpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    BUCKET_NAME: bucket,
    STATE_MACHINE_ARN: MACHINE_ARN,
    PROVIDER: 'embedded',
  });
}
