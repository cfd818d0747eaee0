import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { createEngine, type EngineOptions } from '../../engine/engine.ts';
import { pauseAfter } from '../../engine/webhooks/retry-schedule.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { createBatch } from './batch-files.ts';
import { sportFile } from './example-files.ts';
import { MortalStore } from './mortal-store.ts';
import { clientOf, startEngine, upload } from './start-engine.ts';

const SECRET = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const ALL = { budgetMs: 60_000 };
const HOUR_MS = 3_600_000;

interface Delivery {
  readonly headers: Headers;
  readonly body: string;
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A real server on this machine that writes down what it gets and answers as it is told. */
async function startReceiver(answer: (delivery: number) => number = () => 200) {
  const received: Delivery[] = [];
  const server = createServer(async (request, response) => {
    const chunks = await Array.fromAsync(request);
    received.push({
      headers: new Headers(request.headers as Record<string, string>),
      body: Buffer.concat(chunks).toString(),
    });
    response.writeHead(answer(received.length), { location: '/elsewhere' }).end('thanks');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

/** An engine that tells one receiver, with a job in it; its clock stands at the present until the test moves it. */
async function startTelling(url: string, options: Partial<EngineOptions> = {}) {
  const time = { ahead: 0 };
  const clock = () => new Date(Date.now() + time.ahead);
  const store = new MemoryStore();
  const told: string[] = [];
  const telling: EngineOptions = {
    store,
    clock,
    webhooks: [{ url, secret: SECRET }],
    reportEvent: (_, message) => told.push(message),
    ...options,
  };
  const engine = createEngine(telling);
  const client = clientOf(engine);
  const training_file = await upload(client, sportFile('chat', 20));
  const { id } = await client.fineTuning.jobs.create({ model: 'ada', training_file, hyperparameters: { n_epochs: 2 } });
  return { engine, client, store, clock, time, told, telling, id };
}

const unwrap = ({ body, headers }: Delivery, secret = SECRET) =>
  new OpenAI({ apiKey: 'x' }).webhooks.unwrap(body, headers, secret);

describe('the end of a job is told, and believed by the SDK', () => {
  test('when it succeeded', async () => {
    const { url, received } = await startReceiver();
    const { engine, client, store, id } = await startTelling(url);
    await engine.advance(id, ALL);
    await engine.deliverWebhooks();
    expect(received).toHaveLength(1);
    const event = await unwrap(received[0] as Delivery);
    const { finished_at } = await client.fineTuning.jobs.retrieve(id);
    expect(event).toMatchObject({ object: 'event', type: 'fine_tuning.job.succeeded', data: { id } });
    expect(event.id).toMatch(/^evt_/);
    expect(Math.abs(event.created_at - (finished_at ?? 0))).toBeLessThanOrEqual(1);
    await engine.deliverWebhooks();
    expect(received).toHaveLength(1);
    expect(store.keys('engine/webhooks/')).toEqual([]);
  });

  test('when it failed', async () => {
    const { url, received } = await startReceiver();
    const { engine, client } = await startTelling(url);
    const job = await client.fineTuning.jobs.create({ model: 'ada', training_file: await upload(client, 'garbage') });
    await engine.advance(job.id, ALL);
    await engine.deliverWebhooks();
    expect(await unwrap(received[0] as Delivery)).toMatchObject({
      type: 'fine_tuning.job.failed',
      data: { id: job.id },
    });
  });

  test('when it was cancelled, once however often that is asked for', async () => {
    const { url, received } = await startReceiver();
    const { engine, client, id } = await startTelling(url);
    await client.fineTuning.jobs.cancel(id);
    await client.fineTuning.jobs.cancel(id);
    await engine.deliverWebhooks();
    await client.fineTuning.jobs.cancel(id);
    await engine.deliverWebhooks();
    expect(received).toHaveLength(1);
    expect(await unwrap(received[0] as Delivery)).toMatchObject({ type: 'fine_tuning.job.cancelled', data: { id } });
  });

  test.each([
    ['failed', false],
    ['cancelled', true],
  ])('and that of a batch: %s', async (status, isCancelled) => {
    const { url, received } = await startReceiver();
    const { engine, client } = await startTelling(url);
    const batch = await createBatch(client, 'garbage');
    if (isCancelled) await client.batches.cancel(batch.id);
    await engine.advanceBatch(batch.id, ALL);
    await engine.deliverWebhooks();
    expect(await unwrap(received[0] as Delivery)).toMatchObject({ type: `batch.${status}`, data: { id: batch.id } });
  });
});

describe('the SDK refuses', () => {
  async function delivered(): Promise<Delivery> {
    const { url, received } = await startReceiver();
    const { engine, id } = await startTelling(url);
    await engine.advance(id, ALL);
    await engine.deliverWebhooks();
    return received[0] as Delivery;
  }

  test('a body that was changed on its way', async () => {
    const { body, headers } = await delivered();
    const forged = { headers, body: body.replace('succeeded', 'cancelled') };
    await expect(unwrap(forged)).rejects.toBeInstanceOf(OpenAI.InvalidWebhookSignatureError);
  });

  test('another id, and another secret', async () => {
    const delivery = await delivered();
    const headers = new Headers(delivery.headers);
    headers.set('webhook-id', 'evt_other');
    await expect(unwrap({ ...delivery, headers })).rejects.toBeInstanceOf(OpenAI.InvalidWebhookSignatureError);
    const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    await expect(unwrap(delivery, other)).rejects.toBeInstanceOf(OpenAI.InvalidWebhookSignatureError);
  });
});

describe('a receiver that does not take it', () => {
  test.each([500, 404, 301])('with %i is asked again after a pause, with the same event', async (status) => {
    const { url, received } = await startReceiver((delivery) => (delivery === 1 ? status : 204));
    const { engine, id, time, told } = await startTelling(url);
    await engine.advance(id, ALL);
    await engine.deliverWebhooks();
    await engine.deliverWebhooks();
    expect(received).toHaveLength(1);
    expect(told.at(-1)).toMatch(`answered with ${status}`);
    time.ahead += pauseAfter(1);
    await engine.deliverWebhooks();
    expect(received.map(({ headers }) => headers.get('webhook-id'))).toEqual(
      Array(2).fill(received[0]?.headers.get('webhook-id')),
    );
    expect(received[1]?.body).toBe(received[0]?.body);
    time.ahead += 100 * HOUR_MS;
    await engine.deliverWebhooks();
    expect(received).toHaveLength(2);
  });

  test('because it is gone does not keep jobs from training, and is given up after 72 hours', async () => {
    const { url } = await startReceiver();
    for (const close of closing.splice(0)) close();
    const { engine, id, time, told, store } = await startTelling(url);
    expect((await engine.advance(id, ALL)).status).toBe('succeeded');
    for (let hours = 0; hours < 72; hours += 1) {
      await engine.deliverWebhooks();
      time.ahead += HOUR_MS;
    }
    expect(store.keys('engine/webhooks/')).toHaveLength(1);
    expect(told.filter((message) => /could not be delivered/.test(message)).length).toBeGreaterThan(15);
    time.ahead += pauseAfter(99);
    await engine.deliverWebhooks();
    expect(store.keys('engine/webhooks/')).toEqual([]);
    expect(told.at(-1)).toMatch(/given up/);
  });

  test('does not keep another one from its own', async () => {
    const [dead, alive] = [await startReceiver(() => 500), await startReceiver()];
    const webhooks = [dead, alive].map(({ url }) => ({ url, secret: SECRET }));
    const { engine, id } = await startTelling('', { webhooks });
    await engine.advance(id, ALL);
    await engine.deliverWebhooks();
    expect([dead.received, alive.received].map((all) => all.length)).toEqual([1, 1]);
  });
});

test('pauses between attempts grow up to four hours', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 50].map((attempts) => pauseAfter(attempts) / 1_000)).toEqual([
    5, 20, 80, 320, 1_280, 5_120, 14_400, 14_400,
  ]);
});

describe('a process killed', () => {
  test('after the end of a job leaves the telling to the next one', async () => {
    const { url, received } = await startReceiver();
    const { engine, id, telling } = await startTelling(url);
    await engine.advance(id, ALL);
    await createEngine(telling).deliverWebhooks();
    expect(received).toHaveLength(1);
  });

  test('between the announcement and the end tells nothing that has not happened', async () => {
    const { url, received } = await startReceiver();
    const { engine, client, id, store, telling, time } = await startTelling(url);
    const mortal = new MortalStore(store, (key, body) => key.includes('/jobs/') && /"succeeded"/.test(String(body)));
    void createEngine({ ...telling, store: mortal }).advance(id, { budgetMs: 10_000 });
    await mortal.died;
    expect(store.keys('engine/webhooks/')).toHaveLength(1);
    await engine.deliverWebhooks();
    expect(received).toEqual([]);
    time.ahead += 10_000;
    await client.fineTuning.jobs.cancel(id);
    await engine.deliverWebhooks();
    const types = await Promise.all(received.map(async (one) => JSON.parse(one.body).type));
    expect(types).toEqual(['fine_tuning.job.cancelled']);
    expect(store.keys('engine/webhooks/')).toEqual([]);
  });

  test('while it tells is followed by another one that tells again', async () => {
    const { url, received } = await startReceiver();
    const { engine, id, time, store, telling } = await startTelling(url);
    await engine.advance(id, ALL);
    void createEngine({ ...telling, fetch: () => new Promise(() => undefined) }).deliverWebhooks();
    while (!(await stored(store)).includes('"attempts": 1')) await new Promise((resolve) => setImmediate(resolve));
    await engine.deliverWebhooks();
    expect(received).toEqual([]);
    time.ahead += pauseAfter(1);
    await engine.deliverWebhooks();
    expect(received).toHaveLength(1);
  });

  async function stored(store: MemoryStore): Promise<string> {
    const found = await store.read(store.keys('engine/webhooks/')[0] ?? '');
    return found ? Buffer.concat(await Array.fromAsync(found.body)).toString() : '';
  }
});

test('an announcement that somebody damaged keeps no other one from being delivered', async () => {
  const { url, received } = await startReceiver();
  const { engine, id, store } = await startTelling(url);
  await engine.advance(id, ALL);
  await store.write('engine/webhooks/evt_0.json', 'damaged');
  await expect(engine.deliverWebhooks()).rejects.toMatchObject({ name: 'BrokenArtefact' });
  expect(received).toHaveLength(1);
});

test('a delivery that is stopped is made later', async () => {
  const { url, received } = await startReceiver();
  const { engine, id, time } = await startTelling(url);
  await engine.advance(id, ALL);
  await engine.deliverWebhooks(AbortSignal.abort());
  expect(received).toEqual([]);
  time.ahead += pauseAfter(1);
  await engine.deliverWebhooks();
  expect(received).toHaveLength(1);
});

test('engines that deliver at once tell once', async () => {
  const { url, received } = await startReceiver();
  const { engine, id, telling } = await startTelling(url);
  await engine.advance(id, ALL);
  await Promise.all([engine, createEngine(telling), createEngine(telling)].map((one) => one.deliverWebhooks()));
  expect(received).toHaveLength(1);
});

test('without webhooks nothing is announced', async () => {
  const { client, engine, store } = startEngine();
  const training_file = await upload(client, sportFile('chat', 20));
  const { id } = await client.fineTuning.jobs.create({ model: 'ada', training_file });
  await engine.advance(id, ALL);
  await engine.deliverWebhooks();
  expect(store.keys('engine/webhooks/')).toEqual([]);
});

describe('an engine is not made with', () => {
  test.each([
    ['a secret of another form', 'https://example.com/hook', 'secret-of-mine', /"whsec_" and then the base64/],
    ['a secret that is too short', 'https://example.com/hook', 'whsec_c2hvcnQ=', /16 random bytes/],
    ['an address that is none', 'example.com', SECRET, /is not a URL/],
    ['an address of another protocol', 'file:///etc/passwd', SECRET, /is not a URL/],
  ])('%s', (_, url, secret, message) => {
    const make = () => createEngine({ store: new MemoryStore(), clock: () => new Date(), webhooks: [{ url, secret }] });
    expect(make).toThrow(message);
    expect(make).not.toThrow(secret);
  });
});
