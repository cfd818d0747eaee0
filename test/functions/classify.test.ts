import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import type { LabelAnswer } from '../../core/contract/example-format.ts';
import { prediction as predictionSchema } from '../../core/contract/prediction.ts';
import { createPredictionServer } from '../../core/prediction/serve-predictions.ts';
import { promote } from '../../core/registry/champion.ts';
import { registerVersion } from '../../core/registry/versions.ts';
import { classify, writeJson } from '../../functions/classify-text/classify.ts';
import { MOST_RESPONSE_BYTES } from '../../local/lambda/invocation-result.ts';
import { openAiCompatiblePrediction } from '../../services/prediction/openai-compatible.ts';
import { candidateVersion } from '../support/candidate-version.ts';
import { MemoryStore } from '../support/memory-store.ts';

/** A host over HTTP, whose next answers a test plans; it keeps what it was asked. */
let host: Server;
let baseUrl: string;
let answers: { status?: number; body: object }[];
let asked: { path: string | undefined; body: Record<string, unknown> }[];
beforeAll(async () => {
  host = createServer(async (request, response) => {
    asked.push({ path: request.url, body: JSON.parse(await textOf(request)) });
    const { status, body } = answers.shift() ?? { status: 500, body: {} };
    response.writeHead(status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  host.listen(0, '127.0.0.1');
  await once(host, 'listening');
  const address = host.address();
  baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1`;
});
afterAll(() => {
  host.closeAllConnections();
  host.close();
});
beforeEach(() => {
  answers = [];
  asked = [];
});

const NUMBERED = ['app bug', 'application', 'art'].map((label, number) => ({ label, answer: String(number) }));
const SPORTS = ['ice hockey', 'baseball'].map((label) => ({ label, answer: label }));

/** A chat answer that starts with the first of these tokens, of which each had this probability. */
const chat = (...tokens: [string, number][]) => {
  const told = tokens.map(([token, probability]) => ({ token, logprob: Math.log(probability) }));
  const content = [{ ...told[0], top_logprobs: told }];
  return { body: { choices: [{ message: { content: tokens[0]?.[0] ?? '' }, logprobs: { content } }] } };
};
const withoutProbabilities = (content: string) => ({ body: { choices: [{ message: { content } }] } });

/** What the function answers to one text for a version with these labels. */
async function ask(labels: LabelAnswer[], format: 'chat' | 'completion' = 'chat') {
  const store = new MemoryStore();
  const clock = () => new Date();
  await registerVersion(store, candidateVersion('one', { provider: 'openai-compatible', baseUrl, labels, format }));
  await promote({ store, clock }, { classifier: 'sports', version: 1, by: 'a test', reason: 'because' });
  const server = createPredictionServer(
    store,
    async () => openAiCompatiblePrediction(baseUrl, undefined, { patienceMs: 0 }),
    clock,
  );
  const event = {
    body: JSON.stringify({ text: 'a text' }),
    isBase64Encoded: false,
    headers: {},
    pathParameters: { classifier: 'sports' },
    queryStringParameters: {},
  };
  const { answer } = await classify(server, event, new Date(Date.now() + 10_000));
  const found = z.strictObject(predictionSchema.shape).parse(answer);
  const known: (string | null)[] = [...labels.map(({ label }) => label), null];
  expect(known).toContain(found.label);
  if (found.probabilities) {
    expect(found.probabilities.map(({ label }) => label).sort()).toEqual(labels.map(({ label }) => label).sort());
    expect(found.probabilities.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
  }
  return found;
}

describe('a prediction of a model at a host', () => {
  test('has the labels in place of the numbers that stand for them', async () => {
    answers = [chat(['1', 0.6], ['0', 0.3], ['2', 0.1])];
    expect(await ask(NUMBERED)).toMatchObject({
      label: 'application',
      confidence: expect.closeTo(0.6),
      probabilities: [{ label: 'application' }, { label: 'app bug' }, { label: 'art' }],
    });
    expect(asked[0]).toMatchObject({ path: '/v1/chat/completions', body: { max_tokens: 1, temperature: 0 } });
  });

  test.each(['3', '01', '12', 'application'])(
    'has none of the labels for %j, which is no number of theirs',
    async (token) => {
      answers = [chat([token, 0.9])];
      expect(await ask(NUMBERED)).toMatchObject({ label: null, abstained: true, abstainedBecause: 'outside-labels' });
    },
  );

  test('has the label whose first token alone was answered', async () => {
    answers = [chat(['ice', 0.8], ['base', 0.2])];
    expect(await ask(SPORTS)).toMatchObject({ label: 'ice hockey', confidence: expect.closeTo(0.8) });
  });

  test('estimates the class that the host did not return, and tells what it gave to no class', async () => {
    answers = [chat(['ice', 0.8], ['Ice', 0.15])];
    expect(await ask(SPORTS)).toMatchObject({
      label: 'ice hockey',
      outsideMass: expect.closeTo(0.15),
      probabilities: [{ label: 'ice hockey' }, { label: 'baseball', estimated: true }],
    });
  });

  test('has no probabilities where the host tells none, and a label all the same', async () => {
    answers = [withoutProbabilities('ice')];
    expect(await ask(SPORTS)).toMatchObject({
      label: 'ice hockey',
      confidence: null,
      abstained: false,
      probabilities: null,
    });
    answers = [withoutProbabilities('2')];
    expect(await ask(NUMBERED)).toMatchObject({ label: 'art', confidence: null, probabilities: null });
    answers = [withoutProbabilities('Cricket')];
    expect(await ask(SPORTS)).toMatchObject({ label: null, abstained: true, probabilities: null });
  });

  test('reads the completions form alike', async () => {
    const logprobs = { token_logprobs: [Math.log(0.9)], top_logprobs: [{ ' 0': Math.log(0.9), ' 2': Math.log(0.1) }] };
    answers = [{ body: { choices: [{ text: ' 0', logprobs }] } }];
    expect(await ask(NUMBERED, 'completion')).toMatchObject({
      label: 'app bug',
      probabilities: [{ label: 'app bug' }, { label: 'art' }, { label: 'application', estimated: true }],
    });
    expect(asked[0]?.path).toBe('/v1/completions');
  });

  test('says so when the text was longer than what the model reads', async () => {
    answers = [{ status: 400, body: { error: { code: 'context_length_exceeded' } } }, chat(['ice', 1])];
    expect(await ask(SPORTS)).toMatchObject({ label: 'ice hockey', truncated: true });
  });

  test.each([
    [429, 'ProviderUnavailable'],
    [503, 'ProviderUnavailable'],
    [404, 'ProviderRefused'],
    [401, 'KeyRefused'],
  ])('is none when the host answers %i', async (status, name) => {
    answers = [{ status, body: {} }];
    await expect(ask(SPORTS)).rejects.toMatchObject({ name });
  });
});

describe('an answer', () => {
  /** As many predictions, each with the probabilities of a thousand labels, as the gateway's event would have them. */
  const predictions = (count: number) => {
    const probabilities = Array.from({ length: 1_000 }, (_, n) => ({ label: `label "${n}" ✓`, probability: n / 7 }));
    return { predictions: Array.from({ length: count }, () => ({ probabilities })) };
  };
  const bytesReturned = (body: string) => Buffer.byteLength(JSON.stringify({ statusCode: 200, headers: {}, body }));

  test('is sent whole as long as the function may return it', () => {
    const most = predictions(70);
    const body = writeJson(most);
    expect(JSON.parse(body)).toEqual(most);
    expect(bytesReturned(body)).toBeLessThan(MOST_RESPONSE_BYTES);
  });

  test('that the function may not return is refused with what to do', () => {
    const many = predictions(100);
    expect(bytesReturned(JSON.stringify(many))).toBeGreaterThan(MOST_RESPONSE_BYTES);
    expect(() => writeJson(many)).toThrow(
      expect.objectContaining({ name: 'TooLarge', remedy: expect.stringContaining('topK') }),
    );
  });
});
