import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { promote } from '../../core/registry/champion.ts';
import { registerVersion } from '../../core/registry/versions.ts';
import { MOST_RESPONSE_BYTES } from '../../local/lambda/invocation-result.ts';
import { createS3Store } from '../../services/aws/s3-store.ts';
import { BUCKET, CREDENTIALS, type Fixture, startServer } from '../local/s3/start-server.ts';
import { candidateVersion } from '../support/candidate-version.ts';

const labels = Array.from({ length: 300 }, (_, place) => ({
  label: `label ${place} `.padEnd(179, 'n'),
  answer: String(place),
}));

const environment = { ...process.env };
let host: Server;
let s3: Fixture;
let handler: typeof import('../../functions/classify-text/handler.ts').handler;
beforeAll(async () => {
  const told = { token: '7', logprob: Math.log(0.9) };
  const answer = {
    choices: [{ message: { content: '7' }, logprobs: { content: [{ ...told, top_logprobs: [told] }] } }],
  };
  host = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  host.listen(0, '127.0.0.1');
  await once(host, 'listening');
  const address = host.address();
  const baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1`;
  s3 = await startServer();
  const store = createS3Store(s3.client, BUCKET);
  await registerVersion(store, candidateVersion('one', { provider: 'openai-compatible', baseUrl, labels }));
  const change = { classifier: 'sports', version: 1, by: 'a test', reason: 'because' };
  await promote({ store, clock: () => new Date() }, change);
  Object.assign(process.env, {
    BUCKET_NAME: BUCKET,
    PROVIDER: 'openai-compatible',
    PROVIDER_BASE_URL: baseUrl,
    AWS_ENDPOINT_URL_S3: s3.server.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  });
  ({ handler } = await import('../../functions/classify-text/handler.ts'));
});
afterAll(async () => {
  process.env = environment;
  host.closeAllConnections();
  host.close();
  await s3.stop();
});

async function ask(texts: number, queryStringParameters: Record<string, string> = {}) {
  const event = {
    body: JSON.stringify({ texts: Array.from({ length: texts }, (_, place) => `text ${place}`) }),
    isBase64Encoded: false,
    pathParameters: { classifier: 'sports' },
    queryStringParameters,
    headers: {},
    requestContext: { requestId: 'r-1' },
  } as unknown as APIGatewayProxyEventV2;
  const response = await handler(event, { getRemainingTimeInMillis: () => 25_000 });
  return { status: response.statusCode, bytes: Buffer.byteLength(JSON.stringify(response)), body: response.body ?? '' };
}

describe('100 texts for 300 long labels', () => {
  test('have an answer that Lambda cannot send, and are refused with what to do', async () => {
    const { status, body } = await ask(100);
    expect(status).toBe(413);
    expect(JSON.parse(body)).toMatchObject({
      type: 'urn:labelsmith:problem:too-large',
      remedy: expect.stringMatching(/fewer texts.*\?topK=/),
      requestId: 'r-1',
    });
  });

  test.each<[string, number, Record<string, string>]>([
    ['for the likeliest five alone', 100, { topK: '5' }],
    ['60 at once', 60, {}],
  ])('are answered %s', async (_, texts, query) => {
    const { status, bytes, body } = await ask(texts, query);
    expect(status).toBe(200);
    expect(bytes).toBeLessThanOrEqual(MOST_RESPONSE_BYTES);
    expect(JSON.parse(body).predictions).toHaveLength(texts);
  });
});
