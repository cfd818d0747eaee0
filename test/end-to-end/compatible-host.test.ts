import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { followRun } from '../../bin/client/follow-run.ts';
import { stackContext } from '../../bin/start/stack-context.ts';
import { EngineProcess } from '../support/engine-process.ts';
import { asCsv, labelledTexts } from '../support/labelled-texts.ts';
import { type LocalLabelsmith, startLabelsmith } from '../support/local-labelsmith.ts';
import { jobWebhook, signed, WEBHOOK_SECRET } from '../support/signed-webhook.ts';

/** A killed process's hold on its job lasts half a minute, and a silent host is asked again after a minute. */
const LONG_MS = 240_000;

let directory: string;
let engine: EngineProcess;
let labelsmith: LocalLabelsmith;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'labelsmith-engine-'));
  engine = await EngineProcess.start(directory);
  const { context, secrets } = stackContext(
    { provider: 'openai-compatible', baseModel: 'labelsmith-linear-1', keyEnv: 'OPENAI_API_KEY' },
    { OPENAI_BASE_URL: engine.baseUrl, OPENAI_API_KEY: 'any', OPENAI_WEBHOOK_SECRET: WEBHOOK_SECRET },
  );
  labelsmith = await startLabelsmith({
    secrets,
    stack: {
      tuning: {
        provider: 'openai-compatible',
        baseUrl: context['baseUrl'] ?? '',
        baseModel: context['baseModel'] ?? '',
        keySecretName: context['keySecret'] ?? '',
      },
      webhookSecretName: context['webhookSecret'] ?? '',
      // The load below is all that this machine can do.
      throttle: { rate: 100_000, burst: 100_000 },
    },
  });
}, LONG_MS);
afterAll(async () => {
  await labelsmith?.stop();
  await engine?.kill();
  rmSync(directory, { recursive: true, force: true });
});

describe('a run at a compatible host over HTTP, OPENAI_BASE_URL pointing to it', () => {
  test(
    'completes though the host is killed in the middle of training and starts again',
    async () => {
      const key = 'uploads/sports/many.csv';
      await labelsmith.put(key, asCsv(labelledTexts(8000)));
      await until(async () => (await engine.jobs()).some(({ status }) => status === 'running'));
      const { run } = await labelsmith.runWhere('sports', ({ job }) => job !== null);
      await engine.kill();
      const silences = new Set<boolean>();
      const following = followRun(labelsmith.api, run, {
        tell: ({ silentSince }) => silences.add(silentSince !== null),
      });
      await Promise.race([following, until(async () => silences.has(true))]);
      await engine.begin();

      expect(await following).toMatchObject({ status: 'succeeded', version: 1, provider: 'openai-compatible' });
      expect((await engine.jobs()).map(({ status }) => status)).toEqual(['succeeded']);
      expect(await labelsmith.api.results(run)).toMatch(/^step,/);
      expect((await labelsmith.api.classify('sports', ['the goalie met the puck']))[0]).toMatchObject({
        label: 'hockey',
      });
    },
    LONG_MS,
  );

  test('is told of over a webhook, which needs no token but a signature', async () => {
    const [job] = await engine.jobs();
    const post = (body: string, headers: Headers) =>
      fetch(`${labelsmith.profile.endpoint}/v1/webhooks/openai`, { method: 'POST', body, headers });
    const body = jobWebhook(job?.id ?? '');
    expect((await post(body, signed(body))).status).toBe(204);
    expect((await post(body, new Headers())).status).toBe(400);
  });

  test('is judged beside the free baseline, which says whether tuning paid', async () => {
    const [run] = await labelsmith.api.runs({ classifier: 'sports' });
    expect(run?.baseline).toMatchObject({ accuracy: expect.any(Number), examples: run?.metrics?.examples });
    expect(run?.verdict).toMatch(/the free baseline.*tuning (did not pay|paid)/);
    const { versions } = await labelsmith.api.versions('sports');
    expect(versions[0]?.baselineServing).toMatchObject({ calibration: { from: 'held-out' }, abstention: null });
  });

  test(
    'is stood in for under load while the host is away, and answers again without a restart',
    async () => {
      const settings = (fallback: boolean) =>
        labelsmith.api.changeSettings('sports', { serving: { fallback, cache: false } });
      await settings(true);
      // What a function has read of settings it may use for ten seconds.
      await sleep(10_000);
      const seen: { status: number; degraded: boolean; seconds: number }[] = [];
      let loaded = true;
      const load = Array.from({ length: 16 }, async () => {
        while (loaded) seen.push(await classify());
      });
      const last = (count: number) => seen.slice(-count);
      await until(async () => seen.length > 100);
      await engine.kill();
      await until(async () => last(16).every(({ degraded }) => degraded));
      await engine.begin();
      await until(async () => last(16).every(({ degraded }) => !degraded));
      loaded = false;
      await Promise.all(load);
      expect(new Set(seen.map(({ status }) => status))).toEqual(new Set([200]));
      // Three seconds of patience, and what is left of them for the one that waits when the host has gone.
      expect(Math.max(...seen.map(({ seconds }) => seconds))).toBeLessThan(20);

      await settings(false);
      await sleep(10_000);
      await engine.kill();
      const refused = await Promise.all(Array.from({ length: 16 }, classify));
      expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
      expect(refused.every(({ retryAfter }) => retryAfter >= 1 && retryAfter <= 30)).toBe(true);
      await engine.begin();
      await until(async () => (await classify()).status === 200);
    },
    LONG_MS,
  );

  test(
    'has its model deleted at the host with the version',
    async () => {
      const { run } = await labelsmith.api.startRun({ classifier: 'sports', force: true });
      const { model, version } = await labelsmith.ended(run);
      await labelsmith.api.promote('sports', version === 2 ? 1 : 2);
      expect(await labelsmith.api.deleteVersion('sports', 2)).toMatchObject({
        model,
        deleted: { by: 'token default' },
      });
      const models = await fetch(`${engine.baseUrl}/models`, { headers: { authorization: 'Bearer any' } });
      expect(JSON.stringify(await models.json())).not.toContain(model);
      const refused = await labelsmith.request('DELETE', '/v1/classifiers/sports/versions/1');
      expect([refused.status, (await refused.json()).detail]).toEqual([409, 'version 1 of sports is in service']);
    },
    LONG_MS,
  );
});

/** One text, and what became of it. */
async function classify() {
  const began = performance.now();
  const response = await labelsmith.request('POST', '/v1/classifiers/sports/classify', {
    text: 'the goalie met the puck',
  });
  const { degraded = false, label = null } = await response.json();
  const retryAfter = Number(response.headers.get('retry-after') ?? 0);
  const { status } = response;
  return { status, degraded, label, retryAfter, seconds: (performance.now() - began) / 1000 };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + LONG_MS / 2; Date.now() < end; ) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error('waited in vain');
}
