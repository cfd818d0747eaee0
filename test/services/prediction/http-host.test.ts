import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { createHttpHost } from '../../../services/prediction/http-host.ts';
import { openAiCompatiblePrediction } from '../../../services/prediction/openai-compatible.ts';
import { PaidHost } from '../../support/paid-host.ts';

const REQUEST = { model: 'm', format: 'chat' as const, text: 'a text', classes: 2 };
const top = [
  { token: 'a', logprob: -0.1 },
  { token: 'b', logprob: -2.4 },
];
const GOOD = { choices: [{ message: { content: 'a' }, logprobs: { content: [{ ...top[0], top_logprobs: top }] } }] };

/** An answer that is planned, or a connection that is cut in its place. */
type Planned = { status?: number; headers?: Record<string, string>; body: object | string } | 'cut';

const good: Planned = { body: GOOD };
const refusedWith = (status: number, body: object = {}): Planned => ({ status, body });

/** A host that gives the planned answers, one after the other, and nothing else. */
async function hostOf(answers: Planned[], { patienceMs = 1_000, keys = ['key'], least = 1 } = {}) {
  const requests: { url: string | undefined; key: string | undefined; body: Record<string, unknown> }[] = [];
  const baseUrl = await serve(async (request, response) => {
    const answer = answers.shift();
    const body = JSON.parse(await text(request)) as Record<string, unknown>;
    requests.push({ url: request.url, key: request.headers.authorization, body });
    if (answer === undefined) response.writeHead(418).end('one request more than planned');
    else if (answer === 'cut')
      response.writeHead(200, { 'content-length': 99 }).write('my doctor says', () => response.destroy());
    else {
      const whole = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
      response.writeHead(answer.status ?? 200, answer.headers).end(whole);
    }
  });
  const host = createHttpHost({
    name: 'openai',
    baseUrl: `${baseUrl}/v1`,
    key: { read: async () => keys[0] ?? 'none', forget: () => void keys.shift() },
    mostLogprobs: { chat: 20, completion: 5 },
    leastLogprobs: { chat: least, completion: least },
    patienceMs,
  });
  return { host, requests };
}

const servers: Server[] = [];

/** @returns the address of a server that is closed after the test */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  jest.restoreAllMocks();
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

describe('a prediction host', () => {
  test('asks for one token with as many log-probabilities as there are classes', async () => {
    const { host, requests } = await hostOf([good]);
    expect(await host.answer(REQUEST)).toEqual({ token: 'a', alternatives: top });
    expect(requests).toMatchObject([
      {
        url: '/v1/chat/completions',
        body: { max_tokens: 1, temperature: 0, logprobs: true, top_logprobs: 2 },
      },
    ]);
  });

  test.each([
    ['as many as there are classes', 'chat', 7, 1, { top_logprobs: 7 }],
    ['no more than the host gives', 'chat', 77, 1, { top_logprobs: 20 }],
    ['as many as other spellings may need', 'chat', 2, 20, { top_logprobs: 20 }],
    ['as many in the completions form', 'completion', 2, 5, { logprobs: 5 }],
  ] as const)('is asked for log-probabilities: %s', async (_name, format, classes, least, expected) => {
    const answer = { choices: [{ text: 'a', message: { content: 'a' } }] };
    const { host, requests } = await hostOf([{ body: answer }], { least });
    await host.answer({ ...REQUEST, format, classes });
    expect(requests[0]?.body).toMatchObject(expected);
  });

  const chat = (first: object) => ({ choices: [{ message: { content: 'a' }, logprobs: { content: [first] } }] });
  const completion = (logprobs: object) => ({ choices: [{ text: 'a', logprobs }] });
  const own = { token: 'a', logprob: -0.1 };
  test.each([
    ['lists no alternatives', 'chat', chat({ ...own, top_logprobs: [] }), [own]],
    ['knows no list of them', 'chat', chat(own), [own]],
    ['leaves the token out of the list', 'chat', chat({ ...own, top_logprobs: [top[1]] }), [own, top[1]]],
    ['lists it', 'chat', chat({ ...own, top_logprobs: top }), top],
    ['tells nothing of it', 'chat', chat({ token: 'a', logprob: null, top_logprobs: [] }), null],
    [
      'has no number for another one',
      'chat',
      chat({ ...own, top_logprobs: [own, { token: 'b', logprob: null }] }),
      [own],
    ],
    ['gives an empty list', 'chat', { choices: [{ message: { content: 'a' }, logprobs: { content: [] } }] }, null],
    ['lists none as completions', 'completion', completion({ token_logprobs: [-0.1], top_logprobs: null }), [own]],
    [
      'lists it as completions',
      'completion',
      completion({ token_logprobs: [-0.1], top_logprobs: [{ a: -0.1 }] }),
      [own],
    ],
    ['tells nothing as completions', 'completion', completion({ token_logprobs: [null], top_logprobs: [null] }), null],
  ] as const)("keeps the answer's own log-probability when it %s", async (_name, format, json, alternatives) => {
    const { host } = await hostOf([{ body: json }]);
    expect(await host.answer({ ...REQUEST, format })).toEqual({ token: 'a', alternatives });
  });

  test('reads the completions form, where the separator ends the prompt', async () => {
    const answer = { choices: [{ text: ' a', logprobs: { top_logprobs: [{ ' a': -0.1, ' b': -2.4 }] } }] };
    const { host, requests } = await hostOf([{ body: answer }]);
    const { token, alternatives } = await host.answer({ ...REQUEST, format: 'completion', classes: 77 });
    expect([token, alternatives?.map((entry) => entry.token)]).toEqual([' a', [' a', ' b']]);
    expect(requests[0]?.body).toMatchObject({ prompt: 'a text\n\n###\n\n', logprobs: 5 });
  });

  test.each([
    ['a fault', refusedWith(500)],
    ['a rate limit', { status: 429, headers: { 'retry-after': '0.01' }, body: '' }],
    ['a cut connection', 'cut'],
    ["a proxy's page", { body: '<html>' }],
  ] satisfies [string, Planned][])('is asked again after %s', async (_name, first) => {
    const { host, requests } = await hostOf([first, good]);
    expect((await host.answer(REQUEST)).token).toBe('a');
    expect(requests).toHaveLength(2);
  });

  test('is given up when patience ends', async () => {
    const { host } = await hostOf([{ status: 429, headers: { 'retry-after': '60' }, body: '' }]);
    await expect(host.answer(REQUEST)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
  });

  test.each([
    ['is not JSON', { body: 'my doctor says' }, 'SyntaxError'],
    ['is of another form', { body: { echo: 'my doctor says' } }, 'Error'],
    ['was cut off', 'cut', 'Error, ECONNRESET'],
  ] satisfies [string, Planned, string][])(
    'says what went wrong with an answer that %s, and not a word of it',
    async (_name, answer, why) => {
      const { host } = await hostOf([answer], { patienceMs: 0 });
      const fault = await host.answer(REQUEST).catch((error: unknown) => error);
      expect(fault).toMatchObject({ name: 'ProviderUnavailable', message: expect.stringContaining(why) });
      expect(inspect(fault, { depth: null })).not.toContain('doctor');
    },
  );

  test('is asked once more with the key that took the place of a refused one', async () => {
    const refused = refusedWith(401);
    const { host, requests } = await hostOf([refused, good, refused, refused], { keys: ['old', 'new'] });
    expect((await host.answer(REQUEST)).token).toBe('a');
    expect(requests.map(({ key }) => key)).toEqual(['Bearer old', 'Bearer new']);
    await expect(host.answer(REQUEST)).rejects.toMatchObject({ name: 'KeyRefused' });
    expect(requests).toHaveLength(4);
  });

  test('is not asked again after a refusal', async () => {
    const { host, requests } = await hostOf([refusedWith(404)]);
    await expect(host.answer(REQUEST)).rejects.toMatchObject({ name: 'ProviderRefused' });
    expect(requests).toHaveLength(1);
  });

  test.each([
    ["OpenAI's code", { error: { code: 'context_length_exceeded', message: 'x' } }],
    ['the words of hosts without codes', { error: { code: 400, message: "This model's maximum context length is 9" } }],
  ])('halves a text that the model cannot read whole, by %s, and says so', async (_, refusal) => {
    const tooLong = refusedWith(400, refusal);
    const { host, requests } = await hostOf([tooLong, tooLong, good]);
    expect(await host.answer({ ...REQUEST, text: 'abcdefgh' })).toEqual({
      token: 'a',
      alternatives: top,
      truncated: true,
    });
    expect(requests.map(({ body }) => body['messages'])).toEqual(
      ['abcdefgh', 'abcd', 'ab'].map((content) => [{ role: 'user', content }]),
    );
  });

  test('does not cut a character in two', async () => {
    const tooLong = refusedWith(400, { error: { code: 'context_length_exceeded' } });
    const { host, requests } = await hostOf([tooLong, good]);
    await host.answer({ ...REQUEST, text: 'a\u{1f3d2}bc' });
    expect(requests[1]?.body).toMatchObject({ messages: [{ content: 'a\ufffd' }] });
  });

  test('asks nothing when the deadline is over, and waits for no answer beyond it', async () => {
    const past = await hostOf([]);
    await expect(past.host.answer({ ...REQUEST, deadline: new Date(0) })).rejects.toMatchObject({
      name: 'ProviderUnavailable',
      message: 'provider openai did not answer all texts in time',
    });
    expect(past.requests).toEqual([]);
    const hanging = createHttpHost({
      name: 'openai',
      baseUrl: await serve(() => undefined),
      key: undefined,
      mostLogprobs: { chat: 20, completion: 5 },
      patienceMs: 60_000,
    });
    const answer = hanging.answer({ ...REQUEST, deadline: new Date(Date.now() + 100) });
    await expect(answer).rejects.toMatchObject({ name: 'ProviderUnavailable' });
  });

  test('does not lose its time-out to the garbage collector', async () => {
    const silent = await new PaidHost().start();
    silent.faults.add({ on: /./, end: 'hang' });
    setFlagsFromString('--expose-gc');
    const collecting = setInterval(runInNewContext('gc'), 20);
    try {
      const host = openAiCompatiblePrediction(silent.baseUrl, undefined, { patienceMs: 0, timeoutMs: 500 });
      await expect(host.answer(REQUEST)).rejects.toMatchObject({ message: expect.stringMatching(/TimeoutError/) });
    } finally {
      clearInterval(collecting);
      await silent.stop();
    }
  });

  test('counts the time that a refused key took, when it is asked with another one', async () => {
    let now = 0;
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    const timers = jest.spyOn(globalThis, 'setTimeout');
    let asked = 0;
    const baseUrl = await serve((_, response) => {
      now += 12_000;
      asked += 1;
      response.writeHead(asked === 1 ? 401 : 200).end(JSON.stringify(GOOD));
    });
    const host = createHttpHost({
      name: 'openai',
      baseUrl,
      key: { read: async () => 'key', forget: () => undefined },
      mostLogprobs: { chat: 20, completion: 5 },
      patienceMs: 3_000,
    });
    expect((await host.answer({ ...REQUEST, deadline: new Date(20_000) })).token).toBe('a');
    expect(timers.mock.calls.map(([, ms]) => ms)).toEqual([15_000, 8_000]);
  });

  test.each([
    ['in seconds', '17', 17],
    ['until a date', new Date(30_000).toUTCString(), 29],
    ['until a date that is over', new Date(0).toUTCString(), 0],
    ['in words that mean nothing', 'soon', undefined],
  ])('passes on how long a busy host asks to be left alone: %s', async (_, told, retryAfterSeconds) => {
    jest.spyOn(Date, 'now').mockReturnValue(1_000);
    const { host } = await hostOf([{ status: 429, headers: { 'retry-after': told }, body: '' }], { patienceMs: 0 });
    await expect(host.answer(REQUEST)).rejects.toMatchObject({ name: 'ProviderUnavailable', retryAfterSeconds });
  });

  test('does not follow a redirection: a key would go to where nobody chose to send it', async () => {
    const { host, requests } = await hostOf([{ status: 307, headers: { location: '/elsewhere' }, body: '' }, good]);
    await expect(host.answer(REQUEST)).rejects.toMatchObject({
      name: 'ProviderRefused',
      message: 'provider openai answered 307',
    });
    expect(requests).toHaveLength(1);
  });
});
