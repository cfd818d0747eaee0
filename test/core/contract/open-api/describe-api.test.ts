import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ApiAccess } from '../../../../core/contract/api-access.ts';
import { REQUESTS } from '../../../../core/contract/messages.ts';
import { describeApi } from '../../../../core/contract/open-api/describe-api.ts';
import { ROUTES } from '../../../../core/contract/routes.ts';
import { openApiForm } from '../../../support/open-api-form.ts';

const TOKEN = { auth: 'token' } as const;
const ISSUER = 'https://id.example/pool';
const ACCESSES: readonly ApiAccess[] = [
  TOKEN,
  { auth: 'iam' },
  { auth: 'jwt', issuer: ISSUER, audience: ['api'], scopePrefix: 'labelsmith/' },
];
const written = (access: ApiAccess) => JSON.parse(JSON.stringify(describeApi(access)));
const read = (access: ApiAccess) => openApiForm.parse(written(access));

const operationsOf = (document: ReturnType<typeof read>) =>
  Object.entries(document.paths).flatMap(([path, { parameters: shared = [], ...methods }]) =>
    Object.values(methods).flatMap((operation) => (operation ? [{ path, shared, ...operation }] : [])),
  );
const operation = (id: string, access: ApiAccess = TOKEN) => {
  const found = operationsOf(read(access)).find(({ operationId }) => operationId === id);
  if (!found) throw new Error(`no operation ${id}`);
  return found;
};

describe.each(ACCESSES)('the description of the API with $auth', (access) => {
  test('has the form of OpenAPI 3.1, with a name of its own for each operation', () => {
    const names = operationsOf(read(access)).map(({ operationId }) => operationId);
    expect(names).toHaveLength(ROUTES.length);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('postClassifiersClassifierClassify');
  });

  test('refers only to what it has', () => {
    const document = written(access);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path);
    expect(references.length).toBeGreaterThan(0);
    const isThere = (path: string) => path.split('/').reduce((part, name) => part?.[name], document) !== undefined;
    expect(references.filter((path) => !isThere(path))).toEqual([]);
    const schemes = Object.keys(document.components.securitySchemes);
    expect(operationsOf(read(access)).flatMap(({ security }) => security.flatMap(Object.keys))).toEqual(
      ROUTES.filter(({ scope }) => scope !== null).flatMap(() => schemes),
    );
  });

  test('declares what its paths hold, once each, and nothing else in paths', () => {
    for (const { path, shared, parameters = [] } of operationsOf(read(access))) {
      const own = [...shared, ...parameters].flatMap((one) => ('in' in one ? [one] : []));
      const inPath = own.filter((one) => one.in === 'path');
      expect(inPath.map(({ name }) => name)).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      expect(inPath.filter(({ required }) => !required)).toEqual([]);
      expect(new Set(own.map((one) => `${one.in} ${one.name}`)).size).toBe(own.length);
    }
  });

  test('has schemas that are JSON Schema 2020-12', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const { components } = written(access);
    expect(Object.entries(components.schemas).filter(([, schema]) => !ajv.validateSchema(schema as object))).toEqual(
      [],
    );
  });
});

describe('what the description says', () => {
  test.each([
    ['token', TOKEN, { type: 'http', scheme: 'bearer' }, [{ token: ['manage'] }], ['401', '403']],
    ['iam', ACCESSES[1], { type: 'apiKey', 'x-amazon-apigateway-authtype': 'awsSigv4' }, [{ iam: [] }], ['403']],
    [
      'jwt',
      ACCESSES[2],
      { type: 'openIdConnect', openIdConnectUrl: `${ISSUER}/.well-known/openid-configuration` },
      [{ jwt: ['labelsmith/manage'] }],
      ['401', '403'],
    ],
  ] as const)(
    'of who is let in is what the stack is configured with: %s',
    (name, access, scheme, security, refusals) => {
      if (!access) throw new Error('no such access');
      const document = read(access);
      expect(document.components.securitySchemes).toEqual({ [name]: expect.objectContaining(scheme) });
      const promote = operation('postClassifiersClassifierPromote', access);
      expect(promote.security).toEqual(security);
      expect(Object.keys(promote.responses).filter((status) => /40[13]/.test(status))).toEqual(refusals);
      const open = operationsOf(document).filter((one) => one.security.length === 0);
      expect(open.map(({ operationId }) => operationId)).toEqual(['postWebhooksOpenai', 'getOpenapiJson', 'getHealth']);
      expect(open.flatMap(({ responses }) => Object.keys(responses)).filter((status) => /40[13]/.test(status))).toEqual(
        [],
      );
    },
  );

  test('of queries and headers is what they are read as, and whether they may be left out', () => {
    const told = operationsOf(read(TOKEN)).flatMap(({ operationId, parameters = [] }) =>
      parameters.flatMap((one) =>
        'in' in one ? [[operationId, one.in, one.name, one.schema['type'], one.required]] : [],
      ),
    );
    expect(told).toEqual([
      ['postClassifiersClassifierClassify', 'query', 'version', 'integer', false],
      ['postClassifiersClassifierClassify', 'query', 'topK', 'integer', false],
      ['getClassifiersClassifierChampion', 'query', 'at', 'string', false],
      ['getRuns', 'query', 'classifier', 'string', false],
      ['getRuns', 'query', 'limit', 'integer', false],
      ['postRuns', 'header', 'idempotency-key', 'string', false],
      ['postWebhooksOpenai', 'header', 'webhook-id', 'string', true],
      ['postWebhooksOpenai', 'header', 'webhook-timestamp', 'string', true],
      ['postWebhooksOpenai', 'header', 'webhook-signature', 'string', true],
    ]);
  });

  test('of bodies is that each is needed but that of a rollback', () => {
    const bodies = operationsOf(read(TOKEN)).flatMap(({ operationId, requestBody }) =>
      requestBody ? [[operationId, requestBody.required] as const] : [],
    );
    expect(bodies.filter(([, required]) => !required)).toEqual([['postClassifiersClassifierRollback', false]]);
    expect(bodies.length).toBeGreaterThan(Object.keys(REQUESTS).length - 1);
    expect(REQUESTS.Rollback.safeParse({}).success).toBe(true);
  });
});
