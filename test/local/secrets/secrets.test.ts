import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type LoopbackServer, listenOnLoopback } from '../../../local/loopback-server.ts';
import { generateSecret, type SecretRecipe } from '../../../local/secrets/generate-secret.ts';
import { readOrMakeSecret } from '../../../local/secrets/secret-files.ts';
import { createSecretsManager } from '../../../local/secrets/secrets-manager.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'labelsmith-'));
});
afterAll(() => rm(directory, { recursive: true }));

describe('a generated secret', () => {
  const kinds = { lower: /[a-z]/, upper: /[A-Z]/, digit: /\d/, punctuation: /[!-/:-@[-`{-~]/, space: / / };
  const kindsOf = (secret: string) =>
    Object.entries(kinds).flatMap(([kind, test]) => (test.test(secret) ? [kind] : []));

  test.each<[string, SecretRecipe, string[]]>([
    ['nothing', {}, ['lower', 'upper', 'digit', 'punctuation']],
    ['no punctuation', { ExcludePunctuation: true }, ['lower', 'upper', 'digit']],
    ['spaces', { IncludeSpace: true }, ['lower', 'upper', 'digit', 'punctuation', 'space']],
    ['digits alone', { ExcludeLowercase: true, ExcludeUppercase: true, ExcludePunctuation: true }, ['digit']],
    ['no digits, by their names', { ExcludeCharacters: '0123456789' }, ['lower', 'upper', 'punctuation']],
  ])('that is asked for %s has the kinds of characters that are left', (_, recipe, expected) => {
    for (let time = 0; time < 20; time += 1) expect(kindsOf(generateSecret(recipe))).toEqual(expected);
  });

  test('has the length asked for, and none of the characters excluded', () => {
    const recipe = fc.record({
      PasswordLength: fc.integer({ min: 4, max: 100 }),
      ExcludeCharacters: fc.string({ unit: fc.constantFrom(...'aZ5"\\/@^]-') }),
      RequireEachIncludedType: fc.boolean(),
    });
    fc.assert(
      fc.property(recipe, (one) => {
        const secret = generateSecret(one);
        expect(secret.length).toBe(one.PasswordLength);
        expect([...secret].filter((character) => one.ExcludeCharacters.includes(character))).toEqual([]);
      }),
    );
  });

  test('is 32 characters long unless asked otherwise, and never the same twice', () => {
    const secrets = Array.from({ length: 100 }, () => generateSecret({ ExcludePunctuation: true }));
    expect(new Set(secrets).size).toBe(100);
    expect(secrets.every((secret) => /^[A-Za-z0-9]{32}$/.test(secret))).toBe(true);
  });

  test('uses every character about equally often, in every place', () => {
    const recipe = { PasswordLength: 10, ExcludePunctuation: true, ExcludeUppercase: true, ExcludeLowercase: true };
    const drawn = Array.from({ length: 4000 }, () => generateSecret(recipe));
    for (const place of [0, 5, 9]) {
      const counts = Array.from(
        { length: 10 },
        (_, digit) => drawn.filter((one) => one[place] === String(digit)).length,
      );
      // 400 of 4,000 are expected; six standard deviations are 114.
      for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(114);
    }
  });

  test('becomes a field of the template', () => {
    const recipe = { SecretStringTemplate: '{"user":"admin"}', GenerateStringKey: 'password', PasswordLength: 12 };
    const secret: unknown = JSON.parse(generateSecret(recipe));
    expect(secret).toEqual({ user: 'admin', password: expect.stringMatching(/^.{12}$/) });
  });

  test.each<[string, SecretRecipe, RegExp]>([
    ['a template without its key', { SecretStringTemplate: '{}' }, /together, or neither/],
    ['too few places for the kinds', { PasswordLength: 3 }, /too short/],
    [
      'no characters',
      { ExcludeCharacters: Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('') },
      /every character/,
    ],
    ['no length', { PasswordLength: 0 }, /PasswordLength/],
  ])('cannot be made with %s', (_, recipe, message) => {
    expect(() => generateSecret(recipe)).toThrow(message);
  });
});

describe('a kept secret', () => {
  test('is made once, even by many at once, and is the same ever after', async () => {
    let made = 0;
    const make = () => readOrMakeSecret(directory, 'once', () => `value ${++made}`);
    const all = await Promise.all(Array.from({ length: 10 }, make));
    expect(new Set(all.map(({ value, versionId }) => `${value} ${versionId}`)).size).toBe(1);
    expect(await make()).toEqual(all[0]);
  });

  test('that another process made a moment sooner is the one that counts', async () => {
    const path = join(directory, 'secrets', 'sooner.json');
    const theirs = { name: 'sooner', value: 'theirs', versionId: randomUUID(), createdAt: new Date().toISOString() };
    const secret = await readOrMakeSecret(directory, 'sooner', () => {
      writeFileSync(path, JSON.stringify(theirs));
      return 'ours';
    });
    expect(secret.value).toBe('theirs');
  });

  test('is readable by its owner alone, and leaves no other files', async () => {
    await readOrMakeSecret(directory, 'private', () => 'x');
    const folder = join(directory, 'secrets');
    expect((await stat(join(folder, 'private.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await readdir(folder)).filter((name) => !name.endsWith('.json'))).toEqual([]);
  });

  test('may have a name with slashes, which stays in its folder', async () => {
    const secret = await readOrMakeSecret(directory, '../labelsmith/tokens', () => 'x');
    expect(secret.name).toBe('../labelsmith/tokens');
    expect(await readdir(join(directory, 'secrets'))).toContain('..%2Flabelsmith%2Ftokens.json');
  });

  test('whose file is broken is not replaced, and the message does not quote it', async () => {
    const path = join(directory, 'secrets', 'broken.json');
    await readOrMakeSecret(directory, 'private', () => 'x');
    await writeFile(path, '{"value":"hush"');
    const failure = await readOrMakeSecret(directory, 'broken', () => 'x').catch((error: Error) => error);
    expect(String(failure)).toMatch(/delete it/);
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('hush');
  });
});

describe('the SDK', () => {
  const ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:tokens-AbCdEf';
  let server: LoopbackServer;
  let client: SecretsManagerClient;
  const told: string[] = [];

  beforeAll(async () => {
    const other = `${ARN}2`;
    const answer = createSecretsManager(
      new Map([
        [other, () => readOrMakeSecret(directory, 'other', () => 'not this one')],
        [ARN, () => readOrMakeSecret(directory, 'tokens', () => 'a "secret" ü')],
      ]),
      (sentence) => told.push(sentence),
    );
    server = await listenOnLoopback({
      name: 'the test server',
      port: 0,
      handler: async (request, response) => {
        const operation = String(request.headers['x-amz-target']).replace(/^secretsmanager\./, '');
        const { status, json } = await answer(operation, await readJson(request));
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(json));
      },
    });
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    client = new SecretsManagerClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  });
  afterAll(async () => {
    client.destroy();
    await server.close();
  });

  test.each([ARN, 'tokens'])('reads a secret by %s', async (SecretId) => {
    const secret = await client.send(new GetSecretValueCommand({ SecretId }));
    expect(secret).toMatchObject({ ARN, Name: 'tokens', SecretString: 'a "secret" ü', VersionStages: ['AWSCURRENT'] });
    expect(Math.abs(Date.now() - Number(secret.CreatedDate))).toBeLessThan(60_000);
    const same = { SecretId, VersionId: String(secret.VersionId) };
    expect((await client.send(new GetSecretValueCommand(same))).SecretString).toBe('a "secret" ü');
  });

  test('reads a secret as its file is now, also one that a person wrote without quoting it', async () => {
    const path = join(directory, 'secrets', 'other.json');
    const other = async () => client.send(new GetSecretValueCommand({ SecretId: `${ARN}2` }));
    expect((await other()).SecretString).toBe('not this one');
    const file = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...file, value: { tokens: [{ name: 'app' }] } }));
    expect((await other()).SecretString).toBe('{"tokens":[{"name":"app"}]}');
    await writeFile(path, '{"name": "other", "value": "hush"');
    await expect(other()).rejects.toMatchObject({ name: 'InternalServiceError' });
    expect(told).toEqual([expect.stringMatching(/other\.json is not a secret's file: correct it/)]);
    expect(told.join()).not.toContain('hush');
    await rm(path);
    expect((await other()).SecretString).toBe('not this one');
  });

  test('reads what there is to say about a secret, and not its value', async () => {
    const described = await client.send(new DescribeSecretCommand({ SecretId: 'tokens' }));
    expect(described).toMatchObject({ ARN, Name: 'tokens' });
    expect(JSON.stringify(described)).not.toContain('secret" ü');
  });

  test.each([
    ['an unknown secret', new GetSecretValueCommand({ SecretId: 'nothing' }), 'ResourceNotFoundException'],
    [
      'an earlier version',
      new GetSecretValueCommand({ SecretId: ARN, VersionStage: 'AWSPREVIOUS' }),
      'ResourceNotFoundException',
    ],
    ['no secret', new GetSecretValueCommand({ SecretId: '' }), 'InvalidParameterException'],
  ])('is refused %s', async (_, command, name) => {
    await expect(client.send(command)).rejects.toMatchObject({ name });
  });

  test('is refused to write', async () => {
    const write = client.send(new PutSecretValueCommand({ SecretId: ARN, SecretString: 'x' }));
    await expect(write).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });
});

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
