import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { settingsKey } from '../../core/contract/keys.ts';
import type { Prediction } from '../../core/contract/prediction.ts';
import type { Problem } from '../../core/contract/problem.ts';
import type { SettingsInput } from '../../core/contract/settings.ts';
import { fitModel } from '../../core/learner/fit.ts';
import { encodeModel } from '../../core/learner/model/model-file.ts';
import { startCanary } from '../../core/registry/canary.ts';
import { promote } from '../../core/registry/champion.ts';
import { registerVersion } from '../../core/registry/versions.ts';
import type { Store } from '../../core/store.ts';
import { createS3Handler } from '../../local/s3/s3-handler.ts';
import { createS3Store } from '../../services/aws/s3-store.ts';
import { candidateVersion } from '../support/candidate-version.ts';
import { type Hanging, HangingServer } from '../support/hanging-server.ts';
import { labelledTexts } from '../support/labelled-texts.ts';
import { hearServiceLog } from '../support/service-log.ts';

const PUCK = 'the goalie met the puck';
const BASELINE = 'baselines/sports/one.bin';
const credentials = { accessKeyId: 'LOCAL', secretAccessKey: 'secret' };
const environment = { ...process.env };
const directory = mkdtempSync(join(tmpdir(), 'labelsmith-classify-'));

let s3: HangingServer;
let secrets: HangingServer;
let host: HangingServer;
let client: S3Client;
let store: Store;
let baseline: Uint8Array;
let handler: typeof import('../../functions/classify-text/handler.ts').handler;
let log: readonly string[];
/** What the host's model says. */
let said: string;

beforeAll(async () => {
  const bucket = await createS3Handler({
    directory,
    region: 'us-east-1',
    credentials,
    onObjectCreated: () => undefined,
  });
  await bucket.createBucket('artefacts', { versioned: true });
  s3 = await HangingServer.start(bucket.handler);
  secrets = await HangingServer.start((_request, response) => {
    response.end(JSON.stringify({ SecretString: 'a key' }));
  });
  host = await HangingServer.start((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ choices: [{ message: { content: said } }] }));
  });
  client = new S3Client({ endpoint: s3.url, region: 'us-east-1', credentials, forcePathStyle: true });
  store = createS3Store(client, 'artefacts');
  baseline = encodeModel((await fitModel(labelledTexts(40))).model);
});
afterAll(async () => {
  process.env = environment;
  client.destroy();
  await Promise.all([s3, secrets, host].map((server) => server.close()));
  rmSync(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  Object.assign(process.env, {
    BUCKET_NAME: 'artefacts',
    POWERTOOLS_METRICS_DISABLED: 'false',
    PROVIDER: 'openai-compatible',
    PROVIDER_BASE_URL: `${host.url}/v1`,
    PROVIDER_KEY_SECRET: 'a-key',
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    PROVIDER_TIMEOUT_MS: '60000',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  });
  await store.removeAll('');
  await store.write(BASELINE, baseline);
  const served = { provider: 'openai-compatible', baseUrl: `${host.url}/v1`, baseline: BASELINE } as const;
  await registerVersion(store, candidateVersion('one', served));
  const change = { classifier: 'sports', version: 1, by: 'a test', reason: 'because' };
  await promote({ store, clock: () => new Date() }, change);
  await begin({});
  log = hearServiceLog();
  said = 'hockey';
});
afterEach(() => {
  jest.restoreAllMocks();
  for (const server of [s3, secrets, host]) server.answer();
});

/** A process of its own, with nothing in memory, under these settings. */
async function begin(settings: SettingsInput): Promise<void> {
  await store.write(settingsKey('sports'), JSON.stringify(settings));
  jest.resetModules();
  ({ handler } = await import('../../functions/classify-text/handler.ts'));
}

/** @param leftMs until the function would be killed */
async function ask(leftMs: number) {
  const event = {
    body: JSON.stringify({ text: PUCK }),
    isBase64Encoded: false,
    pathParameters: { classifier: 'sports' },
    headers: {},
    requestContext: { requestId: 'r-1' },
  } as unknown as APIGatewayProxyEventV2;
  const { statusCode, headers, body } = await handler(event, { getRemainingTimeInMillis: () => leftMs });
  return { statusCode, headers, answer: JSON.parse(body ?? '') as Prediction & Problem };
}

const unanswered = (type: string) => ({
  statusCode: 503,
  headers: { 'retry-after': '5', 'content-type': 'application/problem+json' },
  answer: { type: `urn:labelsmith:problem:${type}`, remedy: expect.any(String), requestId: 'r-1' },
});

describe.each<Hanging>(['silent', 'drips'])('while something hangs (%s)', (manner) => {
  test.each([
    ['the pointer to the champion', () => s3, /champion\.json/, 'store-unavailable'],
    ['the version', () => s3, /versions\/1\.json/, 'store-unavailable'],
    ["the provider's key", () => secrets, /^/, 'provider-unavailable'],
  ] as const)('a request is answered with 503 before its time is over: %s', async (_what, server, path, type) => {
    server().hold(path, manner);
    expect(await ask(3_500)).toMatchObject(unanswered(type));
    // It was not the client's patience with this one request that ended it.
    expect(await server().held()).toBeGreaterThan(0);
    expect(log.join('')).toContain('a request was not answered');
  });

  test('a host is given up before the time is over, and the baseline stands in where it may', async () => {
    host.hold(/^/, manner);
    expect(await ask(3_500)).toMatchObject(unanswered('provider-unavailable'));
    await begin({ serving: { fallback: true } });
    expect(await ask(7_000)).toMatchObject({ statusCode: 200, answer: { label: 'hockey', degraded: true } });
  });

  test('a baseline that hangs is not waited for any longer', async () => {
    await begin({ serving: { fallback: true } });
    host.hold(/^/, manner);
    s3.hold(/baselines/, manner);
    expect(await ask(5_500)).toMatchObject(unanswered('provider-unavailable'));
    expect(log.join('')).toContain('the bucket did not answer in time');
    expect(await s3.held()).toBeGreaterThan(0);
  });
});

test("a provider's key that hangs has the baseline stand in where it may", async () => {
  await begin({ serving: { fallback: true } });
  secrets.hold(/^/, 'silent');
  expect(await ask(7_000)).toMatchObject({ statusCode: 200, answer: { label: 'hockey', degraded: true } });
  expect(await secrets.held()).toBeGreaterThan(0);
});

test('a baseline that is missing while the host is away gives 503, and the log says that it is', async () => {
  await store.remove(BASELINE);
  await begin({ serving: { fallback: true } });
  host.hold(/^/, 'silent');
  expect(await ask(5_500)).toMatchObject(unanswered('provider-unavailable'));
  expect(log.join('')).toContain(`${BASELINE} does not exist`);
});

test('a canary that hangs keeps nobody from an answer, and is counted and told of without a text', async () => {
  const served = { provider: 'openai-compatible', baseUrl: `${host.url}/canary/v1` } as const;
  await registerVersion(store, candidateVersion('two', served));
  const change = { classifier: 'sports', version: 2, share: 0.999, by: 'a test', reason: 'because' };
  await startCanary({ store, clock: () => new Date() }, change);
  process.env['PROVIDER_TIMEOUT_MS'] = '500';
  await begin({});
  host.hold(/canary/, 'drips');
  expect(await ask(20_000)).toMatchObject({ statusCode: 200, answer: { label: 'hockey', version: 1 } });
  expect(log.join('')).toMatch(/"CanaryFailures":1[,}]/);
  expect(log.join('')).toContain('a canary did not answer');
  expect(log.join('')).not.toContain(PUCK);
});

test('settings that hang keep nobody from an answer', async () => {
  s3.hold(/settings\.json/, 'silent');
  expect(await ask(8_000)).toMatchObject({ statusCode: 200, answer: { label: 'hockey' } });
  expect(await s3.held()).toBeGreaterThan(0);
});

test('a bucket that answers again is asked again, without a restart', async () => {
  s3.hold(/champion\.json/, 'silent');
  expect(await ask(3_500)).toMatchObject({ statusCode: 503 });
  s3.answer();
  expect(await ask(8_000)).toMatchObject({ statusCode: 200, answer: { label: 'hockey' } });
  expect(await s3.held()).toBeGreaterThan(0);
});

describe('what is counted of a request, without its text', () => {
  /** Every set of metrics that was written: the values by name, and what they are counted by. */
  const counted = () =>
    log.flatMap((line) => {
      const { _aws: written, service: _service, ...values } = JSON.parse(line);
      return written ? [values] : [];
    });

  afterEach(() => expect(log.join('')).not.toContain(PUCK));

  test('an answer: how many, how fast, and of which label', async () => {
    await ask(8_000);
    expect(counted()).toEqual([
      { classifier: 'sports', Predictions: 1, Abstentions: 0, Latency: expect.any(Number) },
      { classifier: 'sports', label: 'hockey', Predictions: 1 },
    ]);
    expect(counted()[0].Latency).toBeGreaterThan(0);
  });

  test('an answer that is none of the labels: an abstention, of no label', async () => {
    said = 'a puck';
    await ask(8_000);
    expect(counted()).toEqual([{ classifier: 'sports', Predictions: 1, Abstentions: 1, Latency: expect.any(Number) }]);
  });

  test('an answer of the baseline: that it stood in, and how sure it was', async () => {
    await begin({ serving: { fallback: true } });
    host.hold(/^/, 'silent');
    const { answer } = await ask(7_000);
    expect(counted()).toEqual([
      {
        classifier: 'sports',
        Predictions: 1,
        Abstentions: 0,
        Latency: expect.any(Number),
        Confidence: answer.confidence,
        DegradedPredictions: 1,
      },
      { classifier: 'sports', label: 'hockey', Predictions: 1 },
    ]);
  });

  test('no answer: an error of the provider', async () => {
    host.hold(/^/, 'silent');
    expect(await ask(3_500)).toMatchObject({ statusCode: 503 });
    expect(counted()).toEqual([{ classifier: 'sports', ProviderErrors: 1 }]);
  });
});
