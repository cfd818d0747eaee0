import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { ACCESS_TOKENS_TTL_SECONDS } from '../../core/contract/access-tokens.ts';
import { hearServiceLog } from '../support/service-log.ts';

/** Secrets Manager with the one secret of the function, whose value a test changes. */
let server: Server;
let secret: object;
let handler: typeof import('../../functions/authorize-request/handler.ts').handler;
const environment = { ...process.env };
beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ SecretString: JSON.stringify(secret) }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  Object.assign(process.env, {
    ACCESS_TOKENS_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:tokens',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  ({ handler } = await import('../../functions/authorize-request/handler.ts'));
});
afterAll(() => {
  process.env = environment;
  server.closeAllConnections();
  server.close();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const app = { name: 'app', token: 'a'.repeat(48), scopes: ['classify'] };
const other = { name: 'other', token: 'b'.repeat(48), scopes: ['classify'] };
const allows = async ({ token }: { token: string }) => {
  const headers = { authorization: `Bearer ${token}` };
  const event = { headers, routeKey: 'POST /v1/classifiers/{classifier}/classify' };
  return (await handler(event as unknown as APIGatewayRequestAuthorizerEventV2)).isAuthorized;
};

describe('the authorizer', () => {
  test('lets a token in until it is taken out of the secret, and tells the log of a bad one once a value', async () => {
    const log = hearServiceLog();
    secret = { tokens: [{ ...other, token: 'short' }, app] };
    expect([await allows(app), await allows(app), await allows(other)]).toEqual([true, true, false]);
    expect(log).toEqual([expect.stringMatching(/access token 1 .*other.* is not in force/)]);

    secret = { tokens: [other] };
    const later = Date.now() + ACCESS_TOKENS_TTL_SECONDS * 1000;
    jest.spyOn(Date, 'now').mockImplementation(() => later);
    expect([await allows(app), await allows(other)]).toEqual([false, true]);
    expect(log).toHaveLength(1);
  });
});
