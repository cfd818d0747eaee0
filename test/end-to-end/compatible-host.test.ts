import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + LONG_MS / 2; Date.now() < end; ) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error('waited in vain');
}
