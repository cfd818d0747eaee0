import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { awsJsonHandler } from '../../../local/aws-json-server.ts';
import { type LoopbackServer, listenOnLoopback } from '../../../local/loopback-server.ts';
import { createSecretsManager } from '../../../local/secrets/secrets-manager.ts';
import { signedSecret } from '../../../services/aws/signed-secret.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:tokens-AbCdEf';
const credentials = { accessKeyId: 'LOCAL', secretAccessKey: 'secret' };
const secret = { name: 'tokens', value: 'a "secret" ü', versionId: 'v1', createdAt: new Date(0) };
const before = { ...process.env };

let server: LoopbackServer;
beforeAll(async () => {
  const secretsmanager = createSecretsManager(new Map([[ARN, async () => secret]]));
  server = await listenOnLoopback({
    name: 'Secrets Manager',
    port: 0,
    handler: awsJsonHandler({ secretsmanager }, credentials),
  });
  tell(server.url);
});
afterAll(() => {
  process.env = before;
  return server.close();
});

function tell(endpoint: string, secretAccessKey = credentials.secretAccessKey): void {
  process.env = {
    ...before,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

describe('a secret read without the SDK', () => {
  test.each([ARN, 'tokens'])('is found by %s', async (id) => {
    expect(await signedSecret(id)()).toBe(secret.value);
  });

  test('that does not exist is told by the name that Secrets Manager gives it', async () => {
    await expect(signedSecret('nothing')()).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      status: 400,
      message: "Secrets Manager can't find the specified secret.",
    });
  });

  test('is not given to whoever signs with another key', async () => {
    tell(server.url, 'another secret');
    await expect(signedSecret(ARN)()).rejects.toMatchObject({ name: expect.stringMatching(/Signature/) });
    tell(server.url);
  });

  test.each([
    ['ThrottlingException', 400],
    ['InternalServiceError', 500],
  ])('is asked for again after a %s', async (__type, status) => {
    let asked = 0;
    const busy = await listenOnLoopback({
      name: 'a busy Secrets Manager',
      port: 0,
      handler: (_request, response) => {
        asked += 1;
        if (asked === 1) response.writeHead(status).end(JSON.stringify({ __type: `com.amazonaws#${__type}` }));
        else response.writeHead(200).end(JSON.stringify({ SecretString: 'later' }));
      },
    });
    tell(busy.url);
    expect([await signedSecret(ARN)(), asked]).toEqual(['later', 2]);
    await busy.close();
    tell(server.url);
  });
});
