import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readText } from '../../../core/store.ts';
import { type LoopbackHandler, listenOnLoopback } from '../../../local/loopback-server.ts';
import type { S3Server } from '../../../local/s3/s3-server.ts';
import { createSignedTextStore } from '../../../services/aws/signed-store.ts';
import { BUCKET, CREDENTIALS, type LocalBucket, openBucket, REGION } from '../../support/local-bucket.ts';

const before = { ...process.env };

let bucket: LocalBucket<S3Server>;
beforeAll(async () => {
  bucket = await openBucket();
  tell(bucket.server.url);
});
afterAll(() => bucket.close());
afterEach(() => tell(bucket.server.url));

function tell(endpoint: string, secretAccessKey: string = CREDENTIALS.secretAccessKey): void {
  process.env = {
    ...before,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

const store = createSignedTextStore(BUCKET);

describe('the store that reads without the SDK', () => {
  test.each([
    'a/b.json',
    'with space/+plus&and=equals?query#hash%25.json',
    "marks !'()*~-_.,;:@$.txt",
    'ünïcödé/日本語/😀',
    'two//slashes/',
  ])('finds what was written at %s, and describes it as the SDK does', async (key) => {
    await bucket.store.write(key, 'one');
    expect(await readText(store, key)).toBe('one');
    const described = await bucket.store.head(key);
    expect(described?.size).toBe(3);
    expect(await store.head(key)).toEqual(described);
    expect((await store.read(key))?.object).toEqual(described);
  });

  test('reads older versions, and nothing where nothing is', async () => {
    await bucket.store.write('old', 'one');
    const first = await store.head('old');
    await bucket.store.write('old', 'two');
    const older = await store.read('old', { versionId: first?.versionId ?? '' });
    const chunks: Uint8Array[] = [];
    for await (const chunk of older?.body ?? []) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('one');
    expect([await store.head('nothing'), await store.read('nothing')]).toEqual([undefined, undefined]);
  });

  test('reads megabytes whole', async () => {
    const bytes = Buffer.alloc(5_000_000, 'labelled ');
    await bucket.store.write('large', bytes);
    expect(await readText(store, 'large')).toBe(bytes.toString());
  });

  test('tells a refusal by the name that S3 gives it, and not as something that passes', async () => {
    await bucket.store.write('refused', 'one');
    tell(bucket.server.url, 'another secret');
    await expect(store.read('refused')).rejects.toMatchObject({ name: 'SignatureDoesNotMatch', status: 403 });
    await expect(store.head('refused')).rejects.toMatchObject({ name: '403' });
  });
});

describe('a bucket that stumbles', () => {
  /** Does something while an S3 of this kind is the one that is asked. */
  async function whileAsking<T>(handler: LoopbackHandler, act: () => Promise<T>): Promise<T> {
    const server = await listenOnLoopback({ name: 'a stumbling S3', port: 0, handler });
    tell(server.url);
    return act().finally(() => server.close());
  }

  const fault = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>No.</Message></Error>`;

  /** What is read of an S3 that answers with these faults, one after the other, and then with "one"; how often it was asked. */
  async function reading(faults: [number, string][], patienceMs: number): Promise<{ text: unknown; asked: number }> {
    let asked = 0;
    const handler: LoopbackHandler = (_request, response) => {
      asked += 1;
      const [status, code] = faults.shift() ?? [200, ''];
      response.writeHead(status, { etag: '"e"' }).end(code ? fault(code) : 'one');
    };
    const read = () => readText(createSignedTextStore(BUCKET, { patienceMs }), 'x').catch((error) => error);
    return { text: await whileAsking(handler, read), asked };
  }

  test.each<[string, [number, string][]]>([
    ['slow', [[503, 'SlowDown']]],
    ['asked too often', [[429, 'TooManyRequests']]],
    ['out of time', [[400, 'RequestTimeout']]],
    ['broken for a while', [500, 503].map((status) => [status, 'InternalError'])],
  ])('and is %s is asked again', async (_name, faults) => {
    const attempts = faults.length + 1;
    expect(await reading(faults, 10_000)).toEqual({ text: 'one', asked: attempts });
  });

  test('for longer than patience lasts is told as unavailable, with what it said', async () => {
    const { text, asked } = await reading([[503, 'SlowDown']], 0);
    expect(asked).toBe(1);
    expect(text).toMatchObject({ name: 'StoreUnavailable', message: expect.stringContaining('SlowDown') });
  });

  test('with a refusal is asked once', async () => {
    const { text, asked } = await reading([[403, 'AccessDenied']], 10_000);
    expect(asked).toBe(1);
    expect(text).toMatchObject({ name: 'AccessDenied', status: 403 });
  });

  test('that breaks off in the middle is told as unavailable', async () => {
    const breaksOff: LoopbackHandler = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('one', () => response.destroy());
    };
    const read = () => readText(store, 'x');
    await expect(whileAsking(breaksOff, read)).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });

  test('that never answers is given up', async () => {
    const impatient = createSignedTextStore(BUCKET, { patienceMs: 0, timeoutMs: 50 });
    await expect(
      whileAsking(
        () => undefined,
        () => impatient.head('x'),
      ),
    ).rejects.toMatchObject({
      name: 'StoreUnavailable',
      message: expect.stringContaining('TimeoutError'),
    });
  });

  test('that is gone altogether is told as unavailable', async () => {
    await whileAsking(
      () => undefined,
      async () => undefined,
    );
    const gone = createSignedTextStore(BUCKET, { patienceMs: 0 });
    await expect(gone.head('x')).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });
});
