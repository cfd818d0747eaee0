import { fork } from 'node:child_process';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { LocalProfile } from '../../core/contract/local-profile.ts';
import { readBytes } from '../../core/store.ts';
import { createEngine } from '../../engine/engine.ts';
import { modelKey, modelWeightsKey } from '../../engine/keys.ts';
import { createS3Store } from '../../services/aws/s3-store.ts';
import { createDirectoryStore } from '../../services/directory-store.ts';
import type { Bench } from '../benchmark.ts';
import { startEngineProcess } from '../engine/engine-process.ts';
import { readDataSet } from '../inputs/data-sets.ts';
import { putIntoService } from '../inputs/served-version.ts';
import { trainModel } from '../inputs/trained-model.ts';
import { figure, markdownTable } from '../markdown.ts';
import { median } from '../measure.ts';
import { usageOf } from '../process-usage.ts';
import { type Load, requestsASecond } from './load.ts';

const PROGRAM = join(import.meta.dirname, 'local-product.ts');
const CLASSIFIER = 'measured';
const AT_ONCE = 16;
const TEXTS = 100;
const WARM_UP_MS = 2_000;
const MEASURED_MS = 3_000;
const TURNS_PER_RUN = 3;
/** Of what the engine answers over HTTP, the share that has to come through the local gateway. */
const GOALS = { single: 0.5, hundred: 0.8 };

/** Measures texts a second through the local gateway, and of the same model at the embedded engine's own API. */
export async function measureThroughput({ folder, runs, say }: Bench): Promise<string> {
  const product = await startProduct(join(folder, 'product'));
  const model = await serveModel(product.profile, join(folder, 'engine'));
  const engine = await startEngineProcess(join(folder, 'engine'));
  try {
    const loads = loadsOf(product.profile, engine.url, model);
    const sides = { single: product, hundred: product, direct: engine };
    const taken = { single: [] as Rate[], hundred: [] as Rate[], direct: [] as Rate[] };
    for (const load of Object.values(loads)) await requestsASecond(load, WARM_UP_MS);
    for (let turn = 1; turn <= runs * TURNS_PER_RUN; turn += 1) {
      say(`throughput, turn ${turn} of ${runs * TURNS_PER_RUN}`);
      for (const name of NAMES) taken[name].push(await rateOf(loads[name], sides[name]));
    }
    return tell({ single: middle(taken.single), hundred: middle(taken.hundred), direct: middle(taken.direct) });
  } finally {
    await engine.stop();
    await product.stop();
  }
}

const NAMES = ['single', 'hundred', 'direct'] as const;

/** Texts a second, and what the server's process used for one, all its threads, in ms. */
interface Rate {
  readonly texts: number;
  readonly cpuMs: number;
}

async function rateOf(load: Load & { texts: number }, side: { cpuMs(): number | undefined }): Promise<Rate> {
  const [before, began] = [side.cpuMs() ?? Number.NaN, performance.now()];
  const texts = load.texts * (await requestsASecond(load, MEASURED_MS));
  const seconds = (performance.now() - began) / 1_000;
  return { texts, cpuMs: ((side.cpuMs() ?? Number.NaN) - before) / (texts * seconds) };
}

const middle = (rates: readonly Rate[]): Rate => ({
  texts: median(rates.map(({ texts }) => texts)) ?? Number.NaN,
  cpuMs: median(rates.map(({ cpuMs }) => cpuMs)) ?? Number.NaN,
});

function loadsOf({ endpoint, token }: LocalProfile, engineUrl: string, model: string) {
  const texts = readDataSet('sms-spam.test').map(({ text }) => text);
  let asked = 0;
  /** No two are equal, so that none is answered from memory. */
  const nextText = () => {
    asked += 1;
    return `${texts[asked % texts.length]} ${asked}`;
  };
  const type = { 'content-type': 'application/json' };
  const gateway = {
    url: new URL(`${endpoint}/v1/classifiers/${CLASSIFIER}/classify`),
    headers: { ...type, authorization: `Bearer ${token}` },
    atOnce: AT_ONCE,
  };
  const completion = () => ({
    model,
    messages: [{ role: 'user', content: nextText() }],
    max_tokens: 1,
    temperature: 0,
    logprobs: true,
    top_logprobs: 2,
  });
  return {
    single: { ...gateway, texts: 1, next: () => JSON.stringify({ text: nextText() }) },
    hundred: {
      ...gateway,
      texts: TEXTS,
      next: () => JSON.stringify({ texts: Array.from({ length: TEXTS }, nextText) }),
    },
    direct: {
      texts: 1,
      url: new URL(`${engineUrl}/chat/completions`),
      headers: { ...type, authorization: 'Bearer any' },
      atOnce: AT_ONCE,
      next: () => JSON.stringify(completion()),
    },
  } satisfies Record<(typeof NAMES)[number], Load & { texts: number }>;
}

/** Trains a model into the product's bucket, puts it into service, and copies it to where the engine will find it. */
async function serveModel(profile: LocalProfile, engineFolder: string): Promise<string> {
  const { s3Endpoint, bucket, region, accessKeyId, secretAccessKey } = profile;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint: s3Endpoint, region, credentials, forcePathStyle: true });
  const store = createS3Store(client, bucket);
  const examples = readDataSet('sms-spam.train');
  const engine = createEngine({ store, clock: () => new Date(), advanceOnRead: true });
  const model = await trainModel(engine, examples);
  const labels = [...new Set(examples.map(({ label }) => label))];
  await putIntoService(store, { classifier: CLASSIFIER, provider: 'embedded', baseUrl: null, model, labels });
  const copy = createDirectoryStore(engineFolder);
  for (const key of [modelKey(model), modelWeightsKey(model)]) {
    const found = await readBytes(store, key);
    if (found) await copy.write(key, found.bytes);
  }
  client.destroy();
  return model;
}

interface Product {
  readonly profile: LocalProfile;
  cpuMs(): number | undefined;
  stop(): Promise<void>;
}

async function startProduct(folder: string): Promise<Product> {
  const child = fork(PROGRAM, [folder], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const profile = await new Promise<LocalProfile>((resolve, reject) => {
    child.once('message', (message) => resolve(message as LocalProfile));
    child.once('exit', (code) => reject(new Error(`the local product ended with ${code} before it served`)));
  });
  return {
    profile,
    cpuMs: () => (child.pid === undefined ? undefined : usageOf(child.pid)?.cpuMs),
    async stop() {
      child.send('stop');
      await ended;
    },
  };
}

function tell({ single, hundred, direct }: Record<(typeof NAMES)[number], Rate>): string {
  const row = (name: string, { texts, cpuMs }: Rate, goal: number) => [
    name,
    figure(texts),
    figure(direct.texts),
    `${figure((100 * texts) / direct.texts)}%`,
    `${figure(100 * goal)}%, ${texts >= goal * direct.texts ? 'reached' : 'not reached'}`,
    figure(cpuMs, 2),
    figure(direct.cpuMs, 2),
  ];
  return [
    `Texts answered a second: the whole local product (gateway, authorizer, classify-text, S3) and \`labelsmith engine\`, by turns, with the same model and texts that are all different, ${AT_ONCE} requests under way at once over connections that are kept. The engine's API takes one text a request: a hundred texts are a hundred requests there. The product's functions run on several threads, the engine on one; CPU is all threads' time for one text.`,
    markdownTable(
      ['requests', 'through the gateway', 'engine over HTTP', 'share', 'goal', 'CPU ms', "engine's CPU ms"],
      [row('of one text', single, GOALS.single), row('of 100 texts', hundred, GOALS.hundred)],
    ),
  ].join('\n\n');
}
