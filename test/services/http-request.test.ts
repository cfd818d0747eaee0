import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type HttpRequest, requestOnce, textOf } from '../../services/http-request.ts';

let server: Server;
let bodies: string[];
/** What becomes of the connection when a request's body has come; undefined: it is answered. */
let mishap: ((socket: Socket, asked: number) => boolean) | undefined;

beforeEach(async () => {
  bodies = [];
  mishap = undefined;
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    bodies.push(body);
    if (!mishap?.(request.socket, bodies.length)) response.end(`answer ${bodies.length}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  server.close().closeAllConnections();
});

const ask = async (more: Partial<HttpRequest> = {}) => {
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return textOf(await requestOnce({ method: 'POST', url, headers: {}, body: 'hello', timeoutMs: 5_000, ...more }));
};

describe('one request', () => {
  test('sends its body and gives the answer', async () => {
    expect(await ask()).toBe('answer 1');
    expect(bodies).toEqual(['hello']);
  });

  test('goes over a connection of its own when the one that was kept is closed before it', async () => {
    mishap = (socket, asked) => asked === 2 && Boolean(socket.destroy());
    expect(await ask()).toBe('answer 1');
    expect(await ask()).toBe('answer 3');
    expect(bodies).toEqual(['hello', 'hello', 'hello']);
  });

  test('is lost with the connection that it made itself', async () => {
    mishap = (socket) => Boolean(socket.destroy());
    await expect(ask()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(bodies).toEqual(['hello']);
  });

  test.each([
    ['nothing came', () => true],
    ['half an answer came', (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf')],
  ])('ends in time where %s', async (_, end) => {
    mishap = (socket) => end(socket) || true;
    await expect(ask({ timeoutMs: 50 })).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('has no more time over a second connection than it had', async () => {
    expect(await ask()).toBe('answer 1');
    mishap = (socket, asked) => {
      if (asked === 2) setTimeout(() => socket.destroy(), 40);
      return true;
    };
    await expect(ask({ timeoutMs: 200 })).rejects.toMatchObject({
      name: 'TimeoutError',
      message: /within 1\d\d ms/,
    });
  });
});
