import { beforeAll, describe, expect, test } from '@jest/globals';
import type OpenAI from 'openai';
import { z } from 'zod';
import { sportText } from '../example-files.ts';
import { type Trained, trainSports } from '../trained-engine.ts';

const piece = z.strictObject({
  kind: z.enum(['word', 'pair', 'characters']),
  text: z.string(),
  weight: z.number(),
});
const evidence = z.strictObject({
  label: z.string(),
  other: z.string(),
  log_odds: z.number(),
  for: z.array(piece),
  against: z.array(piece),
  bias: z.number(),
  rest: z.number(),
});

describe.each([['chat'], ['completion']] as const)('why a model trained on %s answers as it does', (format) => {
  let trained: Trained;
  beforeAll(async () => {
    trained = await trainSports(format);
  });

  /** An extension is what the package's types do not know. */
  const ask = (fields: { explain?: number; stream?: boolean; n?: number; temperature?: number }) => {
    const messages = [{ role: 'user', content: sportText('hockey', 777) }];
    const body = { model: trained.model, messages, logprobs: true, top_logprobs: 2, ...fields };
    return trained.client.chat.completions.create(body as OpenAI.ChatCompletionCreateParamsNonStreaming);
  };

  test('is told when it is asked for, and adds up', async () => {
    const { choices } = await ask({ explain: 5 });
    const told = evidence.parse((choices[0] as unknown as { evidence: unknown }).evidence);
    expect(told.label.trim()).toBe('hockey');
    expect(told.other.trim()).toBe('baseball');
    expect(told.for.length).toBe(5);
    const [own = Number.NaN, other = Number.NaN] =
      choices[0]?.logprobs?.content?.[0]?.top_logprobs.map(({ logprob }) => logprob) ?? [];
    expect(told.log_odds).toBeCloseTo(own - other, 6);
    const sum = [...told.for, ...told.against].reduce((total, { weight }) => total + weight, told.bias + told.rest);
    expect(sum).toBeCloseTo(told.log_odds, 5);
  });

  test('is told of each answer by itself', async () => {
    const { choices } = await ask({ explain: 3, n: 40, temperature: 2 });
    for (const choice of choices) {
      const told = evidence.parse((choice as unknown as { evidence: unknown }).evidence);
      expect(told.label.trim()).toBe(choice.message.content?.trim());
    }
  });

  test('is not told otherwise', async () => {
    expect((await ask({})).choices[0]).not.toHaveProperty('evidence');
    expect((await ask({ explain: 0 })).choices[0]).not.toHaveProperty('evidence');
  });

  test('cannot be told in a stream, nor by more than a hundred features', async () => {
    await expect(ask({ explain: 5, stream: true })).rejects.toMatchObject({ status: 400, param: 'explain' });
    await expect(ask({ explain: 101 })).rejects.toMatchObject({ status: 400, param: 'explain' });
  });
});
