import { beforeAll, describe, expect, test } from '@jest/globals';
import type OpenAI from 'openai';
import { loadTokenizer } from '../../../core/dataset/tokens/tokenizer.ts';
import { sportText } from '../example-files.ts';
import { type Trained, trainSports } from '../trained-engine.ts';

type Body = OpenAI.CompletionCreateParamsNonStreaming;

let trained: Trained;
beforeAll(async () => {
  trained = await trainSports('completion');
});

const SEPARATOR = '\n\n###\n\n';
const HOCKEY = sportText('hockey', 777) + SEPARATOR;
const BASEBALL = sportText('baseball', 777) + SEPARATOR;
const ask = (fields: Partial<Body> = {}) =>
  trained.checked.completions.create({ model: trained.model, prompt: HOCKEY, ...fields });

const textsOf = ({ choices }: OpenAI.Completion) => choices.map(({ text }) => text);

describe('a completion', () => {
  test('has the leading space that the training file had, and its place after the prompt', async () => {
    const { choices } = await ask({ logprobs: 0 });
    expect(choices[0]).toMatchObject({ text: ' hockey', finish_reason: 'stop', logprobs: { tokens: [' hockey'] } });
    expect(choices[0]?.logprobs?.text_offset).toEqual([HOCKEY.length]);
  });

  test('has its place counted in characters, whatever their length in bytes or units', async () => {
    const { choices } = await ask({ prompt: '하키 🏒', logprobs: 1 });
    expect(choices[0]?.logprobs?.text_offset).toEqual([4]);
  });

  test.each([
    [0, [' hockey']],
    [1, [' hockey']],
    [2, [' hockey', ' baseball']],
    [1_000, [' hockey', ' baseball']],
  ])('tells %s log-probabilities', async (logprobs, tokens) => {
    const { choices } = await ask({ logprobs });
    expect(Object.keys(choices[0]?.logprobs?.top_logprobs?.[0] ?? {})).toEqual(tokens);
  });

  test('that was drawn tells its own log-probability beside the highest', async () => {
    const { choices } = await ask({ logprobs: 1, temperature: 2, n: 100, seed: 4 });
    const drawn = choices.find(({ text }) => text === ' baseball');
    expect(Object.keys(drawn?.logprobs?.top_logprobs?.[0] ?? {})).toEqual([' hockey', ' baseball']);
  });

  test('of several prompts is several, in their order, n for each', async () => {
    const answer = await ask({ prompt: [HOCKEY, BASEBALL], n: 2 });
    expect(textsOf(answer)).toEqual([' hockey', ' hockey', ' baseball', ' baseball']);
    expect(answer.choices.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(answer.usage?.completion_tokens).toBe(4);
  });

  test('is the best of several', async () => {
    const worse = { temperature: 2, seed: 4 };
    expect(new Set(textsOf(await ask({ ...worse, n: 100 })))).toContain(' baseball');
    const best = await ask({ ...worse, n: 2, best_of: 100 });
    expect(textsOf(best)).toEqual([' hockey', ' hockey']);
    expect(best.usage?.completion_tokens).toBe(100);
  });

  test('repeats its prompt when asked to', async () => {
    expect(textsOf(await ask({ echo: true, stop: 'key' }))).toEqual([`${HOCKEY} hoc`]);
  });

  test('obeys a bias on the number of its first token, which has the space', async () => {
    const number = async (token: string) => (await loadTokenizer('o200k_base')).encode(token)[0] ?? 0;
    const banned = { [await number(' hockey')]: -100 };
    expect(textsOf(await ask({ logit_bias: banned }))).toEqual([' baseball']);
    const ofAnother = { [await number('hockey')]: -100 };
    expect(textsOf(await ask({ logit_bias: ofAnother }))).toEqual([' hockey']);
  });

  test('is a message without its space when a chat asks', async () => {
    const answer = await trained.checked.chat.completions.create({
      model: trained.model,
      messages: [{ role: 'user', content: sportText('hockey', 777) }],
      logprobs: true,
    });
    expect(answer.choices[0]?.message.content).toBe('hockey');
    expect(answer.choices[0]?.logprobs?.content?.[0]?.token).toBe('hockey');
  });
});

describe('a completion is refused', () => {
  test.each<[string, object, string, string, RegExp]>([
    ['of the numbers of tokens', { prompt: [1, 2] }, 'prompt', 'invalid_value', /not the numbers of tokens/],
    ['of several such prompts', { prompt: [[1], [2]] }, 'prompt', 'invalid_value', /not the numbers of tokens/],
    ['of no prompt', { prompt: null }, 'prompt', 'invalid_value', /expected a string/],
    ['of a list of none', { prompt: [] }, 'prompt', 'invalid_value', /1 to 100/],
    ['of 101 prompts', { prompt: Array(101).fill('x') }, 'prompt', 'invalid_value', /1 to 100/],
    ['that allows no token', { max_tokens: 0 }, 'max_tokens', 'invalid_value', />=1/],
    ['that is inserted', { suffix: '.' }, 'suffix', 'unsupported_parameter', /leave it out/],
    [
      'that repeats with log-probabilities',
      { echo: true, logprobs: 1 },
      'echo',
      'invalid_parameter_combination',
      /here/,
    ],
    ['that is the best of too few', { n: 3, best_of: 2 }, 'best_of', 'invalid_parameter_combination', /n or more/],
    ['that streams the best', { best_of: 2, stream: true }, 'best_of', 'invalid_parameter_combination', /at the end/],
    ['that asks for chat’s logprobs', { logprobs: true }, 'logprobs', 'invalid_value', /number/],
    ['that asks for too much', { prompt: Array(100).fill('x'), n: 21 }, 'n', 'invalid_value', /2100 answers/],
    [
      'that asks for too many log-probabilities',
      { prompt: Array(100).fill('x'), n: 2, logprobs: 1_000 },
      'logprobs',
      'invalid_value',
      /send fewer/,
    ],
    ['with a chat’s field', { messages: [] }, 'messages', 'unknown_parameter', /Unknown parameter/],
  ])('%s', async (_, fields, param, code, message) => {
    await expect(ask(fields)).rejects.toMatchObject({
      status: 400,
      param,
      code,
      message: expect.stringMatching(message),
    });
  });
});
