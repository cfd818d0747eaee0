import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { signedSecret } from '../../services/aws/signed-secret.ts';
import { providerKeys } from '../../services/provider-keys.ts';
import { createProviders } from '../../services/providers.ts';
import { MemoryStore } from '../support/memory-store.ts';

const environment = {
  PROVIDER: 'openai-compatible' as const,
  PROVIDER_BASE_URL: 'https://host.example/v1',
  PROVIDER_BASE_MODEL: '',
  PROVIDER_KEY_SECRET: 'provider-key',
  PROVIDER_TIMEOUT_MS: 10_000,
};
const OWN = { provider: 'openai-compatible' as const, baseUrl: 'https://host.example/v1' };

/** Secrets Manager, as far as one secret goes: its answers, the next one first; the last one stays. */
let server: Server;
let answers: { status: number; body: object }[];
let asked: number;
const environmentBefore = { ...process.env };
beforeAll(async () => {
  server = createServer((_request, response) => {
    asked += 1;
    const { status, body } = (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 500, body: {} };
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});
afterAll(() => {
  process.env = environmentBefore;
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  answers = [];
  asked = 0;
});

/** Asks once and takes the answer for what it is. */
const asking = (id: string) => signedSecret(id, { patienceMs: 0 });

const value = (SecretString: string) => ({ status: 200, body: { SecretString } });
const fault = (status: number, __type: string) => ({ status, body: { __type, message: 'a secret thing' } });

describe("the stack's key", () => {
  test.each([
    ['another address', { provider: 'openai-compatible' as const, baseUrl: 'https://elsewhere.example/v1' }],
    ['another provider', { provider: 'openai' as const, baseUrl: '' }],
  ])('is not even read for %s that settings name', (_name, host) => {
    expect(providerKeys(environment, asking)(host)).toBeUndefined();
    expect(asked).toBe(0);
  });

  test.each(['https://host.example/v1', 'https://host.example/v1/'])('is given to the host at %s', async (baseUrl) => {
    answers = [value('key-1\n')];
    expect(await providerKeys(environment, asking)({ ...OWN, baseUrl })?.read()).toBe('key-1');
  });

  test('is read once, until it turns out not to be valid any more', async () => {
    answers = [value('key-1'), value('key-2')];
    const key = providerKeys(environment, asking)(OWN);
    expect([await key?.read(), await key?.read()]).toEqual(['key-1', 'key-1']);
    key?.forget();
    expect([await key?.read(), asked]).toEqual(['key-2', 2]);
  });

  test.each([
    ['is empty', value(''), 'KeyRefused'],
    ['does not exist', fault(400, 'ResourceNotFoundException'), 'KeyRefused'],
    ['may not be read', fault(400, 'AccessDeniedException'), 'KeyRefused'],
    ['is asked for too often', fault(400, 'ThrottlingException'), 'ProviderUnavailable'],
    ['is out of reach', fault(500, 'InternalServiceError'), 'ProviderUnavailable'],
  ])('that %s is told as what it is, by its name', async (_what, answer, name) => {
    answers = [answer];
    const key = providerKeys(environment, asking)(OWN);
    const error: Error = await key?.read().then(
      () => new Error('it was read'),
      (caught) => caught,
    );
    expect(error).toMatchObject({ name, message: expect.stringContaining('provider-key') });
    expect(error.message).not.toContain('a secret thing');
  });

  test('that could not be read is read anew by the next request', async () => {
    answers = [fault(500, 'InternalServiceError'), value('key-1')];
    const key = providerKeys(environment, asking)(OWN);
    await expect(key?.read()).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    expect(await key?.read()).toBe('key-1');
  });
});

test('OpenAI without a key of its own blocks a run with the way to set one', async () => {
  const providers = createProviders(environment, new MemoryStore(), () => new Date());
  await expect(providers.training({ provider: 'openai', baseUrl: '' })).rejects.toMatchObject({
    name: 'InvalidSettings',
    remedy: expect.stringContaining('keySecret=NAME'),
  });
});
