import { beforeAll, describe, expect, test } from '@jest/globals';
import type OpenAI from 'openai';
import { loadTokenizer } from '../../../core/dataset/tokens/tokenizer.ts';
import { sportText } from '../example-files.ts';
import { startEngine } from '../start-engine.ts';
import { type Trained, trainSports } from '../trained-engine.ts';

type Body = OpenAI.ChatCompletionCreateParamsNonStreaming;

let trained: Trained;
beforeAll(async () => {
  trained = await trainSports('chat');
});

const HOCKEY = sportText('hockey', 777);
const ask = (fields: Partial<Body> = {}) =>
  trained.checked.chat.completions.create({
    model: trained.model,
    messages: [{ role: 'user', content: HOCKEY }],
    ...fields,
  });

/** The number of an answer's first token, as a client would look it up. */
const tokenOf = async (answer: string) => String((await loadTokenizer('o200k_base')).encode(answer)[0]);

describe('a chat completion', () => {
  test('is one token, and its usage says so', async () => {
    const { choices, usage, model } = await ask();
    expect(choices).toEqual([
      {
        index: 0,
        message: { role: 'assistant', content: 'hockey', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ]);
    expect(usage?.completion_tokens).toBe(1);
    expect(model).toBe(trained.model);
  });

  test.each<[string, Partial<Body>, number]>([
    ['its own', { logprobs: true }, 0],
    ['the highest', { logprobs: true, top_logprobs: 1 }, 1],
    ['all, however many are asked for', { logprobs: true, top_logprobs: 1_000 }, 2],
  ])('tells log-probabilities: %s', async (_, fields, told) => {
    const entry = (await ask(fields)).choices[0]?.logprobs?.content?.[0];
    expect(entry?.token).toBe('hockey');
    expect(entry?.top_logprobs.map(({ token }) => token)).toEqual(['hockey', 'baseball'].slice(0, told));
  });

  test.each<[string, Partial<Body>, string, 'stop' | 'length']>([
    ['one token allowed', { max_completion_tokens: 1 }, 'hockey', 'length'],
    ['one token allowed, the older way', { max_tokens: 1 }, 'hockey', 'length'],
    ['two tokens allowed', { max_tokens: 2 }, 'hockey', 'stop'],
    ['a stop sequence', { stop: 'k', max_tokens: 1 }, 'hoc', 'stop'],
    ['four stop sequences', { stop: ['x', 'y', 'e', 'key'] }, 'hoc', 'stop'],
    ['no stop sequences', { stop: [] }, 'hockey', 'stop'],
  ])('with %s ends there', async (_, fields, content, reason) => {
    const { choices } = await ask(fields);
    expect(choices[0]).toMatchObject({ message: { content }, finish_reason: reason });
  });

  test('is drawn n times, the same for the same seed', async () => {
    const fields = { n: 100, temperature: 2, seed: 9, logprobs: true };
    const answers = (await ask(fields)).choices.map(({ message }) => message.content);
    expect(answers).toHaveLength(100);
    expect(new Set(answers)).toEqual(new Set(['hockey', 'baseball']));
    expect((await ask(fields)).choices.map(({ message }) => message.content)).toEqual(answers);
    expect((await ask({ ...fields, seed: 10 })).choices.map(({ message }) => message.content)).not.toEqual(answers);
  });

  test('is not drawn from beyond top_p', async () => {
    const { choices } = await ask({ n: 100, temperature: 2, top_p: 0.01, seed: 9 });
    expect(new Set(choices.map(({ message }) => message.content))).toEqual(new Set(['hockey']));
  });

  test('obeys a bias on the number of its first token', async () => {
    const banned = await ask({ logit_bias: { [await tokenOf('hockey')]: -100 }, logprobs: true, top_logprobs: 2 });
    const [entry] = banned.choices[0]?.logprobs?.content ?? [];
    expect(banned.choices[0]?.message.content).toBe('baseball');
    expect(entry?.logprob).toBeCloseTo(0, 9);
    expect(entry?.top_logprobs[1]?.logprob).toBeLessThan(-90);
    const ordered = await ask({ logit_bias: { [await tokenOf('baseball')]: 100 } });
    expect(ordered.choices[0]?.message.content).toBe('baseball');
    const elsewhere = await ask({ logit_bias: { '199999': -100 } });
    expect(elsewhere.choices[0]?.message.content).toBe('hockey');
  });

  test('of a text in parts reads them together', async () => {
    const content = HOCKEY.split(/(?= )/).map((text) => ({ type: 'text' as const, text }));
    const whole = await ask({ logprobs: true });
    const inParts = await ask({ logprobs: true, messages: [{ role: 'user', content }] });
    expect(inParts.choices).toEqual(whole.choices);
  });

  test('takes what has no bearing on a label', async () => {
    const { choices } = await ask({
      user: 'me',
      presence_penalty: 2,
      frequency_penalty: -2,
      response_format: { type: 'text' },
      modalities: ['text'],
      tools: [],
      tool_choice: 'none',
      reasoning_effort: 'low',
      service_tier: 'auto',
      metadata: { a: 'b' },
      store: false,
    });
    expect(choices[0]?.message.content).toBe('hockey');
  });
});

describe('a chat completion is refused that', () => {
  const image = { type: 'image_url' as const, image_url: { url: 'https://example.com/puck.png' } };
  const tool = { type: 'function' as const, function: { name: 'look_up', parameters: {} } };
  const refused: [string, object, string, string][] = [
    ['allows no token', { max_tokens: 0 }, 'max_tokens', 'invalid_value'],
    ['allows less than none', { max_completion_tokens: -1 }, 'max_completion_tokens', 'invalid_value'],
    ['limits tokens twice', { max_tokens: 1, max_completion_tokens: 1 }, 'max_tokens', 'invalid_parameter_combination'],
    ['is too hot', { temperature: 2.1 }, 'temperature', 'invalid_value'],
    ['wants a temperature in words', { temperature: 'warm' }, 'temperature', 'invalid_value'],
    ['wants more than all', { top_p: 1.1 }, 'top_p', 'invalid_value'],
    ['wants no answer', { n: 0 }, 'n', 'invalid_value'],
    ['wants 129 answers', { n: 129 }, 'n', 'invalid_value'],
    ['wants 1,001 log-probabilities', { logprobs: true, top_logprobs: 1_001 }, 'top_logprobs', 'invalid_value'],
    ['wants the highest without its own', { top_logprobs: 2 }, 'top_logprobs', 'invalid_parameter_combination'],
    ['wants usage in no stream', { stream_options: {} }, 'stream_options', 'invalid_parameter_combination'],
    ['stops at five sequences', { stop: ['1', '2', '3', '4', '5'] }, 'stop', 'invalid_value'],
    ['stops at nothing', { stop: '' }, 'stop', 'invalid_value'],
    ['biases a word', { logit_bias: { hockey: 1 } }, 'logit_bias.hockey', 'invalid_value'],
    ['biases too much', { logit_bias: { 1: 101 } }, 'logit_bias.1', 'invalid_value'],
    ['wants JSON', { response_format: { type: 'json_object' } }, 'response_format', 'unsupported_parameter'],
    ['has tools', { tools: [tool] }, 'tools', 'unsupported_parameter'],
    ['wants sound', { modalities: ['text', 'audio'] }, 'modalities', 'unsupported_parameter'],
    ['is to be stored', { store: true }, 'store', 'unsupported_parameter'],
    ['is misspelt', { temprature: 1 }, 'temprature', 'unknown_parameter'],
    ['has no messages', { messages: [] }, 'messages', 'invalid_value'],
    ['has none of a user', { messages: [{ role: 'system', content: 'x' }] }, 'messages', 'invalid_value'],
    ['has an unknown role', { messages: [{ role: 'fan', content: 'x' }] }, 'messages[0].role', 'invalid_value'],
    ['shows a picture', { messages: [{ role: 'user', content: [image] }] }, 'messages[0].content', 'invalid_value'],
  ];

  test.each(refused)('%s', async (_, fields, param, code) => {
    await expect(ask(fields)).rejects.toMatchObject({ status: 400, param, code, type: 'invalid_request_error' });
  });

  test('has no model, or one that is a number', async () => {
    await expect(ask({ model: undefined as never })).rejects.toMatchObject({ code: 'missing_required_parameter' });
    await expect(ask({ model: 1 as never })).rejects.toMatchObject({ param: 'model', code: 'invalid_value' });
  });

  test('sends biases to an engine without tokenizers', async () => {
    const { client } = startEngine({ store: trained.store });
    const messages = [{ role: 'user' as const, content: HOCKEY }];
    const biased = client.chat.completions.create({ model: trained.model, messages, logit_bias: { 1: 1 } });
    await expect(biased).rejects.toMatchObject({ status: 501, code: 'not_offered' });
  });

  test('without a word of what the user wrote', async () => {
    const secret = 'my secret word';
    for (const fields of [
      { [secret]: 1 },
      { stop: [secret, ''] },
      { logit_bias: { [secret]: 1 } },
      { user: [secret] },
    ]) {
      const refusal = await ask(fields as never).catch((error: Error) => error);
      expect(refusal).toMatchObject({ status: 400 });
      expect(String(refusal)).not.toContain('secret');
    }
  });
});
