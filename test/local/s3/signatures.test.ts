import { Agent, request as httpRequest } from 'node:http';
import { GetObjectCommand, PutObjectCommand, type S3ClientConfig } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../../core/sha256.ts';
import { BUCKET as Bucket, CREDENTIALS, clientOf, type Fixture, outcome, startServer } from './start-server.ts';

const Key = 'a b/ü+(1)*.txt';
let fixture: Fixture;
beforeAll(async () => {
  fixture = await startServer();
  await fixture.client.send(new PutObjectCommand({ Bucket, Key, Body: 'hello' }));
});
afterAll(() => fixture.stop());

const readAs = async (config: S3ClientConfig) => {
  const client = clientOf(fixture.server.url, config);
  const answer = await outcome(client.send(new GetObjectCommand({ Bucket, Key })));
  client.destroy();
  return answer;
};

test.each<[string, S3ClientConfig, string]>([
  ['the right key', {}, 'accepted'],
  ['the right key in another region', { region: 'ap-northeast-2' }, 'accepted'],
  ['a clock ten minutes off', { systemClockOffset: -600_000 }, 'accepted'],
  ['a clock an hour behind', { systemClockOffset: -3_600_000 }, '403 RequestTimeTooSkewed'],
  ['a clock an hour ahead', { systemClockOffset: 3_600_000 }, '403 RequestTimeTooSkewed'],
  ['a wrong secret', { credentials: { ...CREDENTIALS, secretAccessKey: 'x' } }, '403 SignatureDoesNotMatch'],
  ['an unknown key id', { credentials: { ...CREDENTIALS, accessKeyId: 'x' } }, '403 InvalidAccessKeyId'],
])('with %s the answer is right', async (_, config, expected) => {
  expect(await readAs(config)).toBe(expected);
});

test('an unsigned request is denied, in the XML of S3', async () => {
  const answer = await fetch(`${fixture.server.url}/${Bucket}/x`);
  expect(answer.status).toBe(403);
  expect(answer.headers.get('content-type')).toBe('application/xml');
  expect(await answer.text()).toMatch(
    /<Error><Code>AccessDenied<\/Code><Message>.+<\/Message><RequestId>\w+<\/RequestId>/,
  );
});

interface Change {
  path?: string;
  headers?: Record<string, string>;
  body?: string;
  agent?: Agent;
  onSocket?: (socket: unknown) => void;
}

/** Signs a request by hand, and sends it with a change that the signature does not know of. */
async function sendSigned(
  sign: { method?: string; path?: string; headers?: Record<string, string> },
  change: Change = {},
): Promise<string> {
  const { host, port } = new URL(fixture.server.url);
  const signer = new SignatureV4({
    service: 's3',
    region: 'us-east-1',
    credentials: CREDENTIALS,
    sha256: Sha256,
    uriEscapePath: false,
  });
  const { method = 'PUT', path = `/${Bucket}/raw` } = sign;
  const headers = { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...sign.headers };
  const signed = await signer.sign({ method, path, headers, protocol: 'http:', hostname: '127.0.0.1' });
  return new Promise((resolve, reject) => {
    const options = { port, method, path: change.path ?? path, headers: { ...signed.headers, ...change.headers } };
    const sent = httpRequest({ hostname: '127.0.0.1', agent: change.agent, ...options }, (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(`${response.statusCode} ${/<Code>(\w+)</.exec(text)?.[1] ?? ''}`.trim()));
    });
    sent.on('error', reject);
    if (change.onSocket) sent.on('socket', change.onSocket);
    sent.end(change.body ?? 'x');
  });
}

const sha256Of = async (text: string) => {
  const hash = new Sha256();
  hash.update(text);
  return Buffer.from(await hash.digest()).toString('hex');
};

test.each<[string, Parameters<typeof sendSigned>, string]>([
  ['nothing is changed', [{}], '200'],
  ['the path is spelt otherwise', [{ path: `/${Bucket}/%28raw%29` }, { path: `/${Bucket}/(raw)` }], '200'],
  ['the path is another', [{}, { path: `/${Bucket}/other` }], '403 SignatureDoesNotMatch'],
  ['the path climbs', [{}, { path: `/${Bucket}/x/../raw` }], '403 SignatureDoesNotMatch'],
  ['a parameter is added', [{}, { path: `/${Bucket}/raw?versionId=1` }], '403 SignatureDoesNotMatch'],
  [
    'a signed header is changed',
    [{ headers: { 'x-amz-meta-a': '1' } }, { headers: { 'x-amz-meta-a': '2' } }],
    '403 SignatureDoesNotMatch',
  ],
  ['an x-amz- header is added', [{}, { headers: { 'x-amz-meta-a': '1' } }], '403 AccessDenied'],
  ['an unsigned header of no meaning is added', [{}, { headers: { 'user-agent': 'me' } }], '200'],
  ['the authorization is none', [{}, { headers: { authorization: 'Bearer x' } }], '400 AuthorizationHeaderMalformed'],
  [
    'the body is not what was signed',
    [{ headers: { 'x-amz-content-sha256': 'a'.repeat(64) } }],
    '400 XAmzContentSHA256Mismatch',
  ],
  ['the path is not UTF-8', [{ path: `/${Bucket}/%ff` }], '400 InvalidURI'],
  ['a parameter comes twice', [{}, { path: `/${Bucket}/raw?a=1&a=2` }], '400 InvalidArgument'],
  [
    'the body says it is chunked and is not',
    [{ headers: { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' } }],
    '400 IncompleteBody',
  ],
  [
    'the chunks are of an unknown form',
    [{ headers: { 'x-amz-content-sha256': 'STREAMING-OTHER' } }],
    '501 NotImplemented',
  ],
])('a signed write is judged rightly when %s', async (_, [sign, change], expected) => {
  expect(await sendSigned(sign, change)).toBe(expected);
});

test('a body with its SHA-256 signed is taken', async () => {
  const headers = { 'x-amz-content-sha256': await sha256Of('hello') };
  expect(await sendSigned({ headers }, { body: 'hello' })).toBe('200');
});

test('a connection goes on after a refusal in the middle of a large body', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const wrong = { headers: { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' } };
  const connections = new Set<unknown>();
  const onSocket = (socket: unknown) => connections.add(socket);
  const options = { body: 'x'.repeat(5_000_000), agent, onSocket };
  expect(await sendSigned(wrong, options)).toBe('400 IncompleteBody');
  expect(await sendSigned(wrong, options)).toBe('400 IncompleteBody');
  expect(await sendSigned({}, { agent, onSocket })).toBe('200');
  expect(connections.size).toBe(1);
  agent.destroy();
});
