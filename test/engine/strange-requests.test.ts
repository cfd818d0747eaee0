import { beforeAll, describe, expect, test } from '@jest/globals';
import { ANSWER_ROUTES } from './conformance/answer-routes.ts';
import { checkedFetch } from './conformance/checked-fetch.ts';
import { type Trained, trainSports } from './trained-engine.ts';

let trained: Trained;
beforeAll(async () => {
  trained = await trainSports('chat');
});

const send = (path: string, init?: RequestInit) =>
  checkedFetch(trained.engine, ANSWER_ROUTES)(new Request(`http://engine.local${path}`, init));
const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  send('/v1/completions', { method: 'POST', body, headers });
const ask = (prompt: string) => JSON.stringify({ model: trained.model, prompt });

describe('a text is answered that', () => {
  test.each<[string, string]>([
    ['is empty', ''],
    ['is nothing but space', ' \n\t '],
    ['has half of a surrogate pair', '\ud83c'],
    ['has characters of no width', '\u0000\u200b\ufeff'],
    ['has 5 MB', 'puck '.repeat(1_000_000)],
    ['has 5 MB in one word', '야'.repeat(5_000_000 / 3)],
  ])('%s', async (_, prompt) => {
    const response = await post(ask(prompt));
    expect(response.status).toBe(200);
  });
});

describe('a body is refused that', () => {
  test.each<[string, BodyInit]>([
    ['is empty', ''],
    ['is no JSON', 'model=ada&prompt=x'],
    ['breaks off', '{"model": "ada", "prompt": "'],
    ['is not UTF-8', Buffer.from('{"model": "ada", "prompt": "\xff"}', 'latin1')],
    ['is null', 'null'],
    ['is a list', '[1, 2]'],
    ['is a list in a list, a million deep', `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`],
    ['holds such a list', `{"model": "ada", "prompt": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['means to change what all objects inherit', '{"__proto__": {"model": "ada"}, "constructor": 1}'],
  ])('%s', async (_, body) => {
    expect((await post(body)).status).toBe(400);
  });

  test('declares too long a body, before it is read', async () => {
    expect((await post('{}', { 'content-length': '99999999' })).status).toBe(413);
  });

  test('turns out too long, whatever it declares, and is let go then', async () => {
    const chunk = Buffer.alloc(2 ** 20, ' ');
    let sent = 0;
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(chunk);
      },
      cancel() {
        isCancelled = true;
      },
    });
    const init = { method: 'POST', body, headers: { 'content-length': '10' }, duplex: 'half' } as RequestInit;
    expect((await send('/v1/completions', init)).status).toBe(413);
    expect(isCancelled).toBe(true);
    expect(sent).toBeLessThan(20);
  });
});

describe('a method', () => {
  test('that only asks for headers gets them without a body', async () => {
    const response = await trained.engine.fetch(new Request('http://engine.local/v1/models', { method: 'HEAD' }));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
  });

  test.each([
    ['/v1/models', 'GET, HEAD, OPTIONS'],
    ['/v1/models/ada', 'GET, HEAD, DELETE, OPTIONS'],
    ['/v1/completions', 'POST, OPTIONS'],
  ])('that asks for methods is told those of %s', async (path, allow) => {
    const options = await trained.engine.fetch(new Request(`http://engine.local${path}`, { method: 'OPTIONS' }));
    expect([options.status, options.headers.get('allow')]).toEqual([204, allow]);
    const wrong = await send(path, { method: 'PATCH' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, allow]);
  });

  test('of an address that does not exist is not the question', async () => {
    expect((await send('/v1/nonsense', { method: 'OPTIONS' })).status).toBe(404);
    expect((await send('/v1/nonsense', { method: 'PATCH' })).status).toBe(404);
    expect((await send('/v1/models/%E0%A4%A')).status).toBe(404);
  });
});

test('every answer has an id of its own', async () => {
  const answers = await Promise.all(['/v1/models', '/v1/nonsense', '/', '/v1/models'].map((path) => send(path)));
  expect(new Set(answers.map(({ headers }) => headers.get('x-request-id'))).size).toBe(4);
});
