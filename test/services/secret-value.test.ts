import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ACCESS_TOKENS_TTL_SECONDS } from '../../core/contract/access-tokens.ts';
import { cachedSecret } from '../../services/secret-value.ts';

/** Secrets Manager with one secret, whose value a test changes. */
let server: Server;
let client: SecretsManagerClient;
let value: string;
let asked: number;
beforeAll(async () => {
  server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ SecretString: value }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  client = new SecretsManagerClient({
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});
afterAll(() => {
  client.destroy();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  value = 'old';
  asked = 0;
});

describe('a secret that is kept for a while', () => {
  test.each([
    ["the access tokens' time", ACCESS_TOKENS_TTL_SECONDS * 1000],
    ['a minute, where nothing else is said', undefined],
  ])('is read again after %s', async (_name, ttlMs) => {
    let now = 1_000_000;
    const secret = cachedSecret(client, 'tokens', { now: () => now, ...(ttlMs !== undefined && { ttlMs }) });
    expect(await secret.read()).toBe('old');
    value = 'new';
    now += (ttlMs ?? 60_000) - 1;
    expect([await secret.read(), asked]).toEqual(['old', 1]);
    now += 1;
    expect([await secret.read(), asked]).toEqual(['new', 2]);
  });
});
