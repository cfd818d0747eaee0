import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { changeArtefact } from '../../core/artefact.ts';
import { job as jobSchema } from '../../core/contract/job.ts';
import { runKey } from '../../core/contract/keys.ts';
import { readRunRecord } from '../../core/run/run-record.ts';
import { createEngine, type Engine } from '../../engine/engine.ts';
import { sportFile } from '../engine/example-files.ts';
import { upload } from '../engine/start-engine.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { PlannedApi } from '../support/planned-api.ts';
import { recordRunWithJob } from '../support/run-with-job.ts';
import { WEBHOOK_SECRET } from '../support/signed-webhook.ts';

const RUN = 'sports-1';
const OUTBOX = 'engine/webhooks/';

let api: PlannedApi;
let engine: Engine;
let engineStore: MemoryStore;
let client: OpenAI;
let job: string;
const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The engine as a compatible host over HTTP that signs its webhooks, the API over HTTP, and a run whose job is the engine's. */
beforeEach(async () => {
  api = new PlannedApi();
  await api.host.start();
  const apiUrl = await serve(
    getRequestListener(async (request) =>
      api.request(request.method, new URL(request.url).pathname, await request.text(), request.headers),
    ),
  );
  engineStore = new MemoryStore();
  const webhooks = [{ url: `${apiUrl}/v1/webhooks/openai`, secret: WEBHOOK_SECRET }];
  engine = createEngine({ store: engineStore, clock: api.clock, webhooks });
  const baseUrl = `${await serve(getRequestListener(engine.fetch))}/v1`;
  client = new OpenAI({ apiKey: 'any', baseURL: baseUrl, maxRetries: 0 });
  const training_file = await upload(client, sportFile('chat', 20));
  job = (await client.fineTuning.jobs.create({ model: 'labelsmith-linear-1', training_file })).id;
  await recordRunWithJob(api, RUN, api.host);
  await changeArtefact(api.store, runKey(RUN, 'job.json'), jobSchema, (known) => ({ ...known, baseUrl, id: job }));
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  await api.host.stop();
});

test("the engine's own webhook about the end of a job brings the run's record up to date", async () => {
  await engine.advance(job, { budgetMs: 60_000 });
  expect(await readRunRecord(api.store, RUN)).toMatchObject({ model: null, progress: null });
  await engine.deliverWebhooks();
  const { fine_tuned_model } = await client.fineTuning.jobs.retrieve(job);
  expect(fine_tuned_model).toMatch(/^ft:/);
  expect(await readRunRecord(api.store, RUN)).toMatchObject({
    status: 'running',
    state: 'Poll tuning',
    model: fine_tuned_model,
    lastSeenAt: expect.any(String),
    progress: { step: expect.any(Number), trainLoss: expect.any(Number) },
  });
  expect(engineStore.keys(OUTBOX)).toEqual([]);
});

test('the same webhook changes nothing where another secret is expected, and is kept to be told again', async () => {
  await engine.advance(job, { budgetMs: 60_000 });
  const before = await readRunRecord(api.store, RUN);
  api.webhookSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  await engine.deliverWebhooks();
  expect(await readRunRecord(api.store, RUN)).toEqual(before);
  expect(engineStore.keys(OUTBOX)).toHaveLength(1);
});
