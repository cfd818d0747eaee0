import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { UNRELEASED_PREFIX } from '../../../core/contract/keys.ts';
import type { Store } from '../../../core/store.ts';
import { startTuning } from '../../../core/tuning/start-tuning.ts';
import type { TuningContext } from '../../../core/tuning/tuning-context.ts';
import { tryRelease } from '../../../core/tuning/unreleased.ts';
import { createFunctionPool, type FunctionPool } from '../../../local/lambda/function-pool.ts';
import { createS3Store } from '../../../services/aws/s3-store.ts';
import { openAiCompatibleTraining } from '../../../services/training/openai-compatible.ts';
import { BUCKET, CREDENTIALS, type Fixture, startServer } from '../../local/s3/start-server.ts';
import type { HostFault } from '../../support/host-faults.ts';
import { PaidHost } from '../../support/paid-host.ts';
import { INPUT, prepareRunIn, RUN } from '../../support/prepared-run.ts';

/**
 * The real bundle of start-tuning, in a real worker, over a real bucket and a real host, is ended while it works. What
 * comes after has to wait until nothing of it can still appear, which takes minutes: it runs here, with a clock ahead.
 */
const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);
const LATER_MS = 600_000;

let bucket: Fixture;
let store: Store;
let host: PaidHost;
let pool: FunctionPool;
beforeEach(async () => {
  [bucket, host] = await Promise.all([startServer(), new PaidHost().start()]);
  store = createS3Store(bucket.client, BUCKET);
  await prepareRunIn(store, {}, { provider: 'openai-compatible', baseUrl: host.baseUrl, baseModel: 'base' });
  pool = createFunctionPool(startTuningFunction(), { logFile: join(bucket.directory, 'start-tuning.log') });
});
afterEach(async () => {
  await pool.close();
  await Promise.all([host.stop(), bucket.stop()]);
});

const startTuningFunction = () => ({
  name: 'start-tuning',
  arn: 'arn:aws:lambda:us-east-1:000000000000:function:start-tuning',
  handler: 'index.handler',
  directory: resolve(import.meta.dirname, '../../../dist/start-tuning'),
  timeoutSeconds: 300,
  memoryMb: 1024,
  environment: {
    BUCKET_NAME: BUCKET,
    PROVIDER: 'openai-compatible',
    PROVIDER_BASE_URL: host.baseUrl,
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_S3: bucket.server.url,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  },
});

function later(): TuningContext {
  const provider = openAiCompatibleTraining(host.baseUrl, undefined);
  const clock = () => new Date(Date.now() + LATER_MS);
  return {
    store,
    clock,
    deadline: new Date(clock().getTime() + 300_000),
    providers: {
      defaults: { provider: 'openai-compatible', baseUrl: host.baseUrl, baseModel: 'base' },
      training: async () => provider,
      prediction: () => Promise.reject(new Error('nothing is predicted here')),
    },
  };
}

async function arrival(request: string): Promise<void> {
  while (!host.requests.includes(request)) await sleep(1);
}

/** A moment that the seed decides: the multiples of the golden ratio fall evenly between 0 and 1. */
const fraction = (seed: number) => (seed * 0.618_033_988_75) % 1;

/** Where the worker is held up at the latest, the request from which on it may be killed, and within how many ms. */
const POINTS: [string, HostFault, string, number][] = [
  ['before the claim', { on: /models/, end: 'hang' }, 'GET /v1/models/base', 5],
  ['between claim and create', { on: /jobs$/, end: 'hang' }, 'POST /v1/files', 40],
  [
    'after create and before the record',
    { on: /jobs$/, moment: 'after', end: 'hang' },
    'POST /v1/fine_tuning/jobs',
    20,
  ],
];

describe.each(POINTS)('a worker of start-tuning that is killed %s', (_point, fault, from, withinMs) => {
  test.each(SEEDS)('leaves one job in the end, and no file (seed %i)', async (seed) => {
    host.faults.add(fault);
    const kill = new AbortController();
    const killed = pool.invoke(INPUT, { signal: kill.signal });
    await arrival(from);
    await sleep(fraction(seed) * withinMs);
    kill.abort();
    expect(await killed).toHaveProperty('error');
    host.faults.clear();

    expect(await startTuning(later(), INPUT)).toMatchObject({ outcome: 'waiting' });
    expect(host.jobs).toHaveLength(1);

    for (const job of host.jobs) job.status = 'cancelled';
    expect(await tryRelease(later(), RUN)).toBe(true);
    expect(host.files.size).toBe(0);
    expect(await Array.fromAsync(store.list(UNRELEASED_PREFIX))).toEqual([]);
  });
});
