import { type RequestOptions, request } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { type LoopbackOptions, type LoopbackServer, listenOnLoopback } from '../../local/loopback-server.ts';
import { readBody } from '../../local/read-body.ts';

const CONSOLE = 'http://127.0.0.1:4000';
const running: LoopbackServer[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.close())));

async function start(options: Partial<LoopbackOptions> = {}): Promise<LoopbackServer> {
  const server = await listenOnLoopback({
    name: 'the test server',
    port: 0,
    handler: (_, response) => void response.end('handled'),
    allowedOrigin: () => CONSOLE,
    ...options,
  });
  running.push(server);
  return server;
}

function send(server: LoopbackServer, options: RequestOptions) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>((resolve, reject) => {
    const sent = request({ hostname: '127.0.0.1', port: server.port, ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

test.each([
  ['127.0.0.1:PORT', 200],
  ['localhost:PORT', 200],
  ['LOCALHOST:PORT', 200],
  ['[::1]:PORT', 200],
  ['127.0.0.1', 403],
  ['127.0.0.1:1', 403],
  ['evil.example:PORT', 403],
  ['127.0.0.1.evil.example:PORT', 403],
  ['127.0.0.1:PORT@evil.example', 403],
])('a request for the host %s is answered with %i', async (host, status) => {
  const server = await start();
  const answer = await send(server, { headers: { host: host.replace('PORT', String(server.port)) } });
  expect(answer.status).toBe(status);
  expect(answer.text).toMatch(status === 200 ? /^handled$/ : /^This server answers only requests addressed to 127/);
});

test.each<[string, (() => string | undefined) | undefined, Record<string, string>, number]>([
  ['the console', () => CONSOLE, { origin: CONSOLE }, 200],
  ['another page', () => CONSOLE, { origin: 'https://evil.example' }, 403],
  ['a sandboxed page', () => CONSOLE, { origin: 'null' }, 403],
  ['the console by another name', () => CONSOLE, { origin: 'http://localhost:4000' }, 403],
  ['no page', () => CONSOLE, {}, 200],
  ['a page while none is allowed', () => undefined, { origin: CONSOLE }, 403],
  ['a page of a server that none is allowed to', undefined, { origin: CONSOLE }, 403],
])('a request of %s is judged rightly', async (_, allowedOrigin, headers, status) => {
  const server = await start({ allowedOrigin });
  const answer = await send(server, { headers });
  expect(answer.status).toBe(status);
  const readable = status === 200 && headers['origin'] ? CONSOLE : undefined;
  expect(answer.headers['access-control-allow-origin']).toBe(readable);
});

test('a preflight of the console is answered for it, and one of another page is not', async () => {
  const server = await start();
  const preflight = { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-amz-date' };
  const answer = await send(server, { method: 'OPTIONS', headers: { origin: CONSOLE, ...preflight } });
  expect(answer.status).toBe(204);
  expect(answer.headers).toMatchObject({
    'access-control-allow-methods': 'PUT',
    'access-control-allow-headers': 'x-amz-date',
    vary: 'Origin',
  });
  const other = await send(server, { method: 'OPTIONS', headers: { origin: 'https://evil.example', ...preflight } });
  expect(other.status).toBe(403);
});

test('a port that is taken is named, with what wanted it and what to do', async () => {
  const { port } = await start();
  const second = start({ port, name: 'the S3 server' });
  await expect(second).rejects.toThrow(
    `port ${port}, which the S3 server needs, is taken: choose another with --port N`,
  );
});

test('a handler that fails is answered for and reported, and the next request is handled', async () => {
  const reported: unknown[] = [];
  let calls = 0;
  const server = await start({
    onError: (error) => reported.push(error),
    handler: async (_, response) => {
      calls += 1;
      if (calls === 1) throw new Error('secret text');
      response.end('handled');
    },
  });
  const answer = await send(server, {});
  expect([answer.status, answer.text]).toEqual([500, 'The local server failed.\n']);
  expect(reported.length).toBe(1);
  expect((await send(server, {})).text).toBe('handled');
});

test('a client that breaks off its upload is no failure, and nobody is told', async () => {
  const reported: unknown[] = [];
  const brokenOff = Promise.withResolvers<void>();
  const server = await start({
    onError: (error) => reported.push(error),
    handler: async (message, response) => {
      const body = readBody(message, 1_000);
      body.catch(() => brokenOff.resolve());
      response.end(await body);
    },
  });
  const headers = { host: `127.0.0.1:${server.port}`, 'content-length': 100 };
  const sent = request({ hostname: '127.0.0.1', port: server.port, method: 'POST', headers });
  sent.on('error', () => {});
  sent.write('half of it', () => setImmediate(() => sent.destroy()));
  await brokenOff.promise;
  expect((await send(server, {})).status).toBe(200);
  expect(reported).toEqual([]);
});

test('closing ends the requests that are waiting, and frees the port', async () => {
  const { promise: arrived, resolve } = Promise.withResolvers<void>();
  const server = await start({ handler: () => resolve() });
  const waiting = send(server, {}).catch((error: NodeJS.ErrnoException) => error.code);
  await arrived;
  await server.close();
  expect(await waiting).toBe('ECONNRESET');
  await start({ port: server.port });
});
