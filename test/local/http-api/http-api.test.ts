import { afterEach, describe, expect, test } from '@jest/globals';
import { createHttpApi } from '../../../local/http-api/http-api.ts';
import type { InvocationResult } from '../../../local/lambda/invocation-result.ts';
import { type LoopbackServer, listenOnLoopback } from '../../../local/loopback-server.ts';
import type { AuthorizerView, RouteView, ThrottleView } from '../../../local/template/http-apis.ts';

let server: LoopbackServer;
afterEach(() => server?.close());

const failed: InvocationResult = { error: { errorType: 'Error', errorMessage: 'boom', trace: [] } };
type Answers = Readonly<
  Record<string, (event: Record<string, unknown>) => InvocationResult | Promise<InvocationResult>>
>;

const authorizer: AuthorizerView = {
  arn: 'arn:authorizer',
  functionArn: 'authorize',
  identitySources: ['$request.header.Authorization', '$context.routeKey'],
  ttlSeconds: 60,
};
const route = (routeKey: string, further: Partial<RouteView> = {}): RouteView => ({
  routeKey,
  arn: `arn:aws:execute-api:eu-west-1:0:api/$default/${routeKey.replace(' ', '')}`,
  functionArn: 'serve',
  timeoutMs: 30_000,
  authorizer: undefined,
  ...further,
});

async function serve(routes: RouteView[], answers: Answers, throttle?: ThrottleView): Promise<void> {
  const api = { logicalId: 'Api', apiId: 'api', throttle, routes };
  const invoke = async (arn: string, event: unknown) => answers[arn]?.(Object(event)) ?? failed;
  const handler = createHttpApi({ api, account: '000000000000', invoke });
  server = await listenOnLoopback({ name: 'the API', port: 0, handler });
}
const ask = (path: string, init?: RequestInit) => fetch(server.url + path, init);
const echo = (event: unknown) => ({ payload: event === undefined ? null : event });

test('a function gets the request in payload format 2.0', async () => {
  await serve([route('POST /v1/{name}/texts')], { serve: (event) => ({ payload: { event } }) });
  const answer = await ask('/v1/a%20b/texts?x=1&x=2&y=%C3%BC', {
    method: 'POST',
    body: '{"text":"ü"}',
    headers: { 'Content-Type': 'application/json', 'X-Mine': 'Yes', Cookie: 'a=1; b=2' },
  });
  expect(answer.headers.get('content-type')).toBe('application/json');
  const { event } = JSON.parse(await answer.text());
  expect(event).toMatchObject({
    version: '2.0',
    routeKey: 'POST /v1/{name}/texts',
    rawPath: '/v1/a b/texts',
    rawQueryString: 'x=1&x=2&y=%C3%BC',
    cookies: ['a=1', 'b=2'],
    headers: { 'content-type': 'application/json', 'x-mine': 'Yes' },
    queryStringParameters: { x: '1,2', y: 'ü' },
    pathParameters: { name: 'a b' },
    body: '{"text":"ü"}',
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: `127.0.0.1:${server.port}`,
      http: { method: 'POST', path: '/v1/a b/texts', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
      routeKey: 'POST /v1/{name}/texts',
      stage: '$default',
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      timeEpoch: expect.any(Number),
    },
  });
  expect(event.headers.cookie).toBeUndefined();
  expect(event.requestContext.authorizer).toBeUndefined();
});

test.each([
  ['text/plain', false],
  ['application/problem+json; charset=utf-8', false],
  ['application/x-www-form-urlencoded', true],
  ['application/octet-stream', true],
])('a body of type %s comes as base64: %s', async (type, isBase64Encoded) => {
  await serve([route('$default')], { serve: (event) => ({ payload: { event } }) });
  const { event } = JSON.parse(
    await (await ask('/', { method: 'PUT', body: 'ab', headers: { 'content-type': type } })).text(),
  );
  expect(event).toMatchObject({ isBase64Encoded, body: isBase64Encoded ? 'YWI=' : 'ab' });
});

describe('what a function returns', () => {
  test.each<[string, unknown, number, string, string]>([
    ['a bare object', { a: 1 }, 200, '{"a":1}', 'application/json'],
    ['a bare text', 'hello', 200, 'hello', 'application/json'],
    ['a structure', { statusCode: 201, headers: { 'Content-Type': 'text/csv' }, body: 'a,b' }, 201, 'a,b', 'text/csv'],
    ['base64', { statusCode: 200, body: 'aGk=', isBase64Encoded: true }, 200, 'hi', 'text/plain; charset=utf-8'],
    [
      'a broken structure',
      { statusCode: 'no', body: 1 },
      500,
      '{"message":"Internal Server Error"}',
      'application/json',
    ],
  ])('%s becomes the response', async (_, payload, status, body, type) => {
    await serve([route('GET /')], { serve: () => ({ payload }) });
    const answer = await ask('/');
    expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([status, body, type]);
  });

  test('cookies become headers of their own', async () => {
    await serve([route('GET /')], { serve: () => ({ payload: { statusCode: 204, cookies: ['a=1', 'b=2'] } }) });
    expect((await ask('/')).headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });
});

describe("the gateway's own answers", () => {
  const expectAnswer = async (answer: Response, status: number, message: string) =>
    expect([answer.status, await answer.json()]).toEqual([status, { message }]);

  test('429 when more come at once than the stage lets through, before anybody is asked who they are', async () => {
    let asked = 0;
    const answers: Answers = {
      authorize: () => {
        asked += 1;
        return { payload: { isAuthorized: true } };
      },
      serve: echo,
    };
    // One more after an hour and a half.
    await serve([route('GET /', { authorizer: { ...authorizer, ttlSeconds: 0 } })], answers, {
      rate: 0.0002,
      burst: 3,
    });
    const headers = { authorization: 'Bearer x' };
    const seen = await Promise.all(Array.from({ length: 5 }, () => ask('/', { headers })));
    expect(seen.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429, 429]);
    expect(asked).toBe(3);
    await expectAnswer(await ask('/', { headers }), 429, 'Too Many Requests');
    await expectAnswer(await ask('/elsewhere', { headers }), 404, 'Not Found');
  });
  test('404 when no route fits', async () => {
    await serve([route('GET /a')], {});
    await expectAnswer(await ask('/b'), 404, 'Not Found');
  });
  test('500 when the function fails', async () => {
    await serve([route('GET /a')], { serve: () => failed });
    await expectAnswer(await ask('/a'), 500, 'Internal Server Error');
  });
  test('503 when the function takes longer than the integration waits', async () => {
    await serve([route('GET /a', { timeoutMs: 50 })], { serve: () => new Promise<InvocationResult>(() => {}) });
    await expectAnswer(await ask('/a'), 503, 'Service Unavailable');
  });
  test('413 when the body is over 10 MB', async () => {
    await serve([route('POST /a')], { serve: () => echo({ ok: true }) });
    await expectAnswer(await ask('/a', { method: 'POST', body: new Uint8Array(10_485_761) }), 413, 'Request Too Long');
    expect((await ask('/a', { method: 'POST', body: new Uint8Array(10_485_760) })).status).toBe(200);
  });
});

describe('an authorizer', () => {
  const guarded = [route('GET /a', { authorizer }), route('GET /b', { authorizer })];
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

  test('is not even asked when an identity source is missing: 401', async () => {
    let asked = 0;
    await serve(guarded, {
      authorize: () => {
        asked += 1;
        return { payload: { isAuthorized: true } };
      },
    });
    const answer = await ask('/a');
    expect([answer.status, await answer.json(), asked]).toEqual([401, { message: 'Unauthorized' }, 0]);
  });

  test('that says no is obeyed: 403', async () => {
    await serve(guarded, { authorize: () => ({ payload: { isAuthorized: false } }), serve: echo });
    const answer = await ask('/a', bearer('x'));
    expect([answer.status, await answer.json()]).toEqual([403, { message: 'Forbidden' }]);
  });

  test.each<[string, InvocationResult]>([
    ['fails', failed],
    ['says nothing usable', { payload: { yes: true } }],
  ])('that %s lets nobody through: 500', async (_, result) => {
    await serve(guarded, { authorize: () => result, serve: echo });
    expect((await ask('/a', bearer('x'))).status).toBe(500);
  });

  test('gets the request and hands its context on', async () => {
    const seen: Record<string, unknown>[] = [];
    await serve(guarded, {
      authorize: (event) => {
        seen.push(event);
        return { payload: { isAuthorized: true, context: { scope: 'read' } } };
      },
      serve: (event) => ({ payload: { event } }),
    });
    const { event } = JSON.parse(await (await ask('/a', bearer('x'))).text());
    expect(event.requestContext.authorizer).toEqual({ lambda: { scope: 'read' } });
    expect(seen[0]).toMatchObject({
      version: '2.0',
      type: 'REQUEST',
      routeArn: 'arn:aws:execute-api:eu-west-1:0:api/$default/GET/a',
      identitySource: ['Bearer x', 'GET /a'],
      headers: { authorization: 'Bearer x' },
    });
  });

  test.each([
    [60, 3],
    [0, 5],
  ])(
    'with a TTL of %i s is asked %i times for five requests of two tokens on two routes',
    async (ttlSeconds, times) => {
      let asked = 0;
      const again = { ...authorizer, ttlSeconds };
      await serve([route('GET /a', { authorizer: again }), route('GET /b', { authorizer: again })], {
        authorize: (event) => {
          asked += 1;
          return { payload: { isAuthorized: event['routeKey'] === 'GET /a' } };
        },
        serve: () => echo({}),
      });
      const requests = [
        ['/a', 'x'],
        ['/a', 'x'],
        ['/b', 'x'],
        ['/b', 'x'],
        ['/a', 'y'],
      ] as const;
      const statuses = [];
      for (const [path, token] of requests) statuses.push((await ask(path, bearer(token))).status);
      expect(statuses).toEqual([200, 200, 403, 403, 200]);
      expect(asked).toBe(times);
    },
  );
});
