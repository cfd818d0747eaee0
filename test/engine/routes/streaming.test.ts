import { beforeAll, describe, expect, test } from '@jest/globals';
import type OpenAI from 'openai';
import { sportText } from '../example-files.ts';
import { type Trained, trainSports } from '../trained-engine.ts';

let trained: Trained;
beforeAll(async () => {
  trained = await trainSports('chat');
});

const HOCKEY = sportText('hockey', 777);
const chat = () => ({ model: trained.model, messages: [{ role: 'user' as const, content: HOCKEY }] });

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

describe('a chat completion that streams', () => {
  test('says that it begins, its text, and how it ends', async () => {
    const chunks = await collect(await trained.checked.chat.completions.create({ ...chat(), stream: true }));
    expect(chunks.map(({ choices }) => [choices[0]?.delta, choices[0]?.finish_reason])).toEqual([
      [{ role: 'assistant', content: '', refusal: null }, null],
      [{ content: 'hockey' }, null],
      [{}, 'stop'],
    ]);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(chunks.map((chunk) => 'usage' in chunk)).toEqual([false, false, false]);
  });

  test('tells its usage at the end when asked to, and null before', async () => {
    const stream_options = { include_usage: true, include_obfuscation: false };
    const chunks = await collect(
      await trained.checked.chat.completions.create({ ...chat(), n: 2, stream: true, stream_options }),
    );
    expect(chunks.map(({ usage }) => usage?.completion_tokens)).toEqual([...Array(6).fill(undefined), 2]);
    expect(chunks.at(-1)?.choices).toEqual([]);
  });

  test('becomes with the SDK’s helper what it would be without a stream', async () => {
    const fields = { ...chat(), n: 3, temperature: 2, seed: 1, logprobs: true, top_logprobs: 2, max_tokens: 1 };
    const stream = trained.checked.chat.completions.stream({ ...fields, stream_options: { include_usage: true } });
    const contents: string[] = [];
    stream.on('content', (delta) => contents.push(delta));
    const streamed = await stream.finalChatCompletion();
    const whole = await trained.checked.chat.completions.create(fields);
    const plain = (completion: OpenAI.ChatCompletion) =>
      completion.choices.map(({ index, message, logprobs, finish_reason }) => ({
        index,
        content: message.content,
        logprobs: logprobs?.content,
        finish_reason,
      }));
    expect(plain(streamed)).toEqual(plain(whole));
    expect(streamed.usage).toEqual(whole.usage);
    expect(contents).toEqual(whole.choices.map(({ message }) => message.content));
  });

  test('is refused before it begins, with a status', async () => {
    const nothing = trained.checked.chat.completions.create({ ...chat(), model: 'gpt-9', stream: true });
    await expect(nothing).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    const helped = trained.checked.chat.completions.stream({ ...chat(), model: 'gpt-9' });
    await expect(helped.finalChatCompletion()).rejects.toMatchObject({ status: 404 });
  });
});

describe('a completion that streams', () => {
  const fields = () => ({ model: trained.model, prompt: [HOCKEY, sportText('baseball', 1)], logprobs: 2, n: 2 });

  test('has the choices that it would have without', async () => {
    const parts = await collect(await trained.checked.completions.create({ ...fields(), stream: true }));
    const whole = await trained.checked.completions.create(fields());
    expect(parts.flatMap(({ choices }) => choices)).toEqual(whole.choices);
    expect(parts.every(({ choices }) => choices.length === 1)).toBe(true);
  });

  test('tells its usage at the end when asked to', async () => {
    const stream_options = { include_usage: true };
    const parts = await collect(
      await trained.checked.completions.create({ ...fields(), stream: true, stream_options }),
    );
    expect(parts.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 4 } });
  });
});
