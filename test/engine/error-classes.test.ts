import { describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { ANSWER_ROUTES } from './conformance/answer-routes.ts';
import { checkedFetch, conformingClient } from './conformance/checked-fetch.ts';
import { startEngine } from './start-engine.ts';

type Call = (client: OpenAI) => Promise<unknown>;
type ErrorClass = new (...parts: never[]) => Error;

const chat =
  (model: string): Call =>
  (client) =>
    client.chat.completions.create({ model, messages: [{ role: 'user', content: 'x' }] });
const noMessages: Call = (client) => client.chat.completions.create({ model: 'ada', messages: [] });
const deleteBase: Call = (client) => client.models.delete('ada');
const tooLong: Call = (client) => client.completions.create({ model: 'ada', prompt: 'x'.repeat(17_000_000) });
const embed: Call = (client) => client.embeddings.create({ model: 'ada', input: 'x' });
const respond: Call = (client) => client.responses.create({ model: 'ada', input: 'x' });
const stored: Call = (client) => client.chat.completions.retrieve('chatcmpl-1');

describe('the SDK takes the engine’s errors for those of OpenAI', () => {
  test.each<[string, Call, ErrorClass, number, string]>([
    ['no messages', noMessages, OpenAI.BadRequestError, 400, 'invalid_value'],
    ['a base model', chat('ada'), OpenAI.BadRequestError, 400, 'model_not_tuned'],
    ['an unknown model', chat('gpt-9'), OpenAI.NotFoundError, 404, 'model_not_found'],
    ['an id of no model’s form', chat('../../secret'), OpenAI.NotFoundError, 404, 'model_not_found'],
    ['an address that nobody knows', (client) => client.get('/nonsense'), OpenAI.NotFoundError, 404, 'unknown_url'],
    ['the end of a base model', deleteBase, OpenAI.PermissionDeniedError, 403, 'base_model'],
    ['a wrong method', (client) => client.put('/models'), OpenAI.APIError, 405, 'method_not_supported'],
    ['a body that is too long', tooLong, OpenAI.APIError, 413, 'request_too_large'],
    ['embeddings', embed, OpenAI.InternalServerError, 501, 'not_offered'],
    ['responses', respond, OpenAI.InternalServerError, 501, 'not_offered'],
    ['a store of completions', stored, OpenAI.InternalServerError, 501, 'not_offered'],
  ])('%s', async (_, call, errorClass, status, code) => {
    const error = await call(conformingClient(startEngine().engine, ANSWER_ROUTES)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(errorClass);
    const type = status >= 500 ? 'server_error' : 'invalid_request_error';
    expect(error).toMatchObject({ status, code, type, requestID: expect.stringMatching(/^req_/) });
  });

  test('a wrong key', async () => {
    const { engine } = startEngine({ apiKeys: ['right'] });
    const error = await conformingClient(engine, [], { apiKey: 'wrong' })
      .models.list()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key' });
  });

  test.each([
    ['no key', {}],
    ['a key of another scheme', { authorization: 'Basic right' }],
    ['half a key', { authorization: 'Bearer righ' }],
  ])('%s, and is told what to send', async (_, headers) => {
    const { engine } = startEngine({ apiKeys: ['right'] });
    const response = await checkedFetch(engine, [])(new Request('http://engine.local/v1/models', { headers }));
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  test('a fault inside, which is not told outside', async () => {
    const faults: unknown[] = [];
    const { engine, store } = startEngine({ reportFault: (fault) => faults.push(fault) });
    await store.write('engine/models/broken.json', 'a secret that is not JSON');
    const error = await conformingClient(engine, [])
      .models.list()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.InternalServerError);
    expect(error).toMatchObject({ status: 500, code: 'internal_error', type: 'server_error' });
    expect(String(error)).not.toContain('secret');
    expect(faults).toHaveLength(1);
  });

  test('what is not offered is not asked for again', async () => {
    const { engine } = startEngine();
    let requests = 0;
    const counted = (request: Request) => {
      requests += 1;
      return engine.fetch(request);
    };
    const patient = conformingClient({ fetch: counted }, [], { maxRetries: 5 });
    await expect(embed(patient)).rejects.toMatchObject({ status: 501 });
    expect(requests).toBe(1);
  });
});

describe('what OpenAI has and the engine has not says so, whatever is wanted of it', () => {
  test.each([
    ['POST', '/audio/speech'],
    ['POST', '/images/generations'],
    ['GET', '/assistants'],
    ['POST', '/threads/thread_1/runs'],
    ['DELETE', '/vector_stores/vs_1'],
    ['POST', '/moderations'],
    ['POST', '/responses/input_tokens'],
    ['GET', '/organization/usage/completions'],
    ['POST', '/fine-tunes'],
    ['POST', '/fine_tuning/alpha/graders/run'],
    ['GET', '/chat/completions'],
    ['GET', '/chat/completions/chatcmpl-1/messages'],
  ])('%s %s', async (method, path) => {
    const request = new Request(`http://engine.local/v1${path}`, { method });
    const response = await checkedFetch(startEngine().engine, [])(request);
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([501, 'false']);
  });
});
