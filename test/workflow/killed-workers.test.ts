import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeArtefact } from '../../core/artefact.ts';
import { dataset as datasetSchema } from '../../core/contract/dataset.ts';
import { datasetKey } from '../../core/contract/keys.ts';
import { settings } from '../../core/contract/settings.ts';
import type { WorkflowInput } from '../../core/contract/workflow.ts';
import { planOf, writePlan } from '../../core/run/run-plan.ts';
import { createRunRecord } from '../../core/run/run-record.ts';
import type { Store } from '../../core/store.ts';
import { startTuning } from '../../core/tuning/start-tuning.ts';
import { tryRelease } from '../../core/tuning/unreleased.ts';
import { createFunctionPool, type FunctionPool } from '../../local/lambda/function-pool.ts';
import { createS3Server, type S3Server } from '../../local/s3/s3-server.ts';
import { createS3Store } from '../../services/s3-store.ts';
import type { HostFault } from '../support/host-faults.ts';
import { hostTraining } from '../support/host-training.ts';
import { PaidHost } from '../support/paid-host.ts';

const DATASET = 'd'.repeat(32);
const CREDENTIALS = { accessKeyId: 'killed', secretAccessKey: 'killed' };
const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);
/** Past the deadline of the attempt that was killed, and the two minutes after it. */
const LATER_MS = 10 * 60_000;

const directory = mkdtempSync(join(tmpdir(), 'labelsmith-killed-'));
const host = new PaidHost();
let s3: S3Server;
let client: S3Client;
let store: Store;
let pool: FunctionPool;

beforeAll(async () => {
  await host.start();
  s3 = await createS3Server({
    directory: join(directory, 's3'),
    region: 'us-east-1',
    credentials: CREDENTIALS,
    port: 0,
    onObjectCreated: () => undefined,
  });
  await s3.createBucket('killed', { versioned: true });
  client = new S3Client({ endpoint: s3.url, region: 'us-east-1', credentials: CREDENTIALS, forcePathStyle: true });
  store = createS3Store(client, 'killed');
  await writeDataset();
  pool = createFunctionPool(
    {
      name: 'start-tuning',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:start-tuning',
      handler: 'index.handler',
      directory: resolve(import.meta.dirname, '../../dist/start-tuning'),
      environment: {
        AWS_ENDPOINT_URL_S3: s3.url,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
        BUCKET_NAME: 'killed',
        PROVIDER: 'openai-compatible',
        PROVIDER_BASE_URL: host.baseUrl,
      },
      timeoutSeconds: 300,
      memoryMb: 512,
    },
    { logFile: join(directory, 'start-tuning.log') },
  );
});
afterAll(async () => {
  await pool.close();
  client.destroy();
  await s3.close();
  await host.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function writeDataset(): Promise<void> {
  const side = { rows: 1, bytes: 8 };
  await store.write(datasetKey(DATASET, 'train.jsonl'), '{"a":1}\n');
  await store.write(datasetKey(DATASET, 'validation.jsonl'), '{"b":1}\n');
  await writeArtefact(store, datasetKey(DATASET, 'dataset.json'), datasetSchema, {
    schema: 'labelsmith.dataset.v1',
    dataset: DATASET,
    format: 'chat',
    labels: ['a', 'b'].map((label) => ({ label, answer: label, train: 1, validation: 1 })),
    train: side,
    validation: side,
  });
}

/** A run whose dataset is ready. */
async function prepareRun(run: string): Promise<WorkflowInput> {
  const input = { run, classifier: 'sports', source: { key: 'uploads/sports/a.csv' }, force: false };
  await createRunRecord({ store, clock: () => new Date() }, { ...input, cause: 'upload', settings: 'test' });
  const choice = { provider: 'openai-compatible' as const, baseUrl: host.baseUrl, baseModel: 'base' };
  const prepared = { dataset: { dataset: DATASET }, preparation: { estimate: { costUsd: null, seconds: null } } };
  await writePlan(store, planOf(input, settings.parse({}), choice, prepared));
  return input;
}

/** Invokes start-tuning in a worker, and kills the worker a moment after a request has come to the host. */
async function killAt(input: WorkflowInput, fault: HostFault, seed: number): Promise<void> {
  // Of two workers, one hangs in the very request, and one is killed wherever it has got to meanwhile.
  const hangs = seed % 2 === 0;
  if (hangs) host.faults.add(fault);
  const killing = new AbortController();
  const known = host.requests.length;
  const ended = pool.invoke(input, { signal: killing.signal });
  const hasCome = () => host.requests.slice(known).some((request) => fault.on.test(request));
  while (!hasCome()) await sleep(1);
  await sleep((seed * 7) % 40);
  killing.abort();
  await ended;
  host.faults.clear();
}

const jobsOf = ({ run }: WorkflowInput) =>
  host.jobs.filter(({ request }) => Object(request['metadata']).labelsmith_token === run);
const filesOf = ({ run }: WorkflowInput) =>
  [...host.files.values()].filter(({ filename }) => filename.startsWith(`${run}-`));

/** What start-tuning works with when it is called in this process, so many milliseconds later. */
const contextIn = (milliseconds: number) => {
  const clock = () => new Date(Date.now() + milliseconds);
  return {
    store,
    clock,
    deadline: new Date(clock().getTime() + 300_000),
    providers: {
      defaults: { provider: 'openai-compatible' as const, baseUrl: host.baseUrl, baseModel: 'base' },
      training: async () => hostTraining(host),
      prediction: () => Promise.reject(new Error('nothing is predicted here')),
    },
  };
};

describe('a worker of start-tuning that is killed', () => {
  test.each<[string, HostFault]>([
    ['before the claim', { on: /^GET \/v1\/models\/base$/, end: 'hang' }],
    ['between the claim and the job, at its first file', { on: /^POST \/v1\/files$/, end: 'hang' }],
    ['between the claim and the job, as it is asked for', { on: /^POST \/v1\/fine_tuning\/jobs$/, end: 'hang' }],
    ['after the job, before its record', { on: /^POST \/v1\/fine_tuning\/jobs$/, moment: 'after', end: 'hang' }],
  ])(
    '%s leaves one job and no orphan',
    async (moment, fault) => {
      for (const seed of SEEDS) {
        const input = await prepareRun(`killed-${seed}-${moment.replaceAll(/\W+/g, '-')}`);
        await killAt(input, fault, seed);
        const again = await pool.invoke(input);
        // Where a job may still be on its way, nobody is so bold as to create one now.
        if ('error' in again) {
          expect(again.error.errorType).toBe('ProviderUnavailable');
          expect(jobsOf(input)).toEqual([]);
          await startTuning(contextIn(LATER_MS), input);
        }
        expect([moment, seed, jobsOf(input).length]).toEqual([moment, seed, 1]);
        // A file whose id was never noted is found by its name.
        await tryRelease(contextIn(0), input.run);
        expect(jobsOf(input).map(({ status }) => status)).toEqual(['cancelled']);
        expect(filesOf(input)).toEqual([]);
      }
    },
    120_000,
  );
});
