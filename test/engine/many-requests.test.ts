import { describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import type { ReadObject } from '../../core/store.ts';
import { createEngine } from '../../engine/engine.ts';
import { modelKey, modelWeightsKey } from '../../engine/keys.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { ANSWER_ROUTES } from './conformance/answer-routes.ts';
import { conformingClient } from './conformance/checked-fetch.ts';
import { sportFile, sportText } from './example-files.ts';
import { startEngine, upload } from './start-engine.ts';
import { trainSports } from './trained-engine.ts';

const CALLS = 100;

/** The requests' bodies are held back until the test lets them come. */
function holdRequest(engine: ReturnType<typeof createEngine>) {
  let send: () => void = () => undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      send = () => {
        controller.enqueue(Buffer.from('{}'));
        controller.close();
      };
    },
  });
  const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
  return { answer: engine.fetch(new Request('http://engine.local/v1/completions', init)), send: () => send() };
}

describe('an engine with more requests than it may answer at once', () => {
  test('turns the next one away and says when to come back', async () => {
    const { engine } = startEngine({ limits: { requests: 2 } });
    const client = conformingClient(engine, ANSWER_ROUTES);
    const held = [holdRequest(engine), holdRequest(engine)];
    const error = await client.models.list().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded', type: 'rate_limit_error' });
    expect((error as InstanceType<typeof OpenAI.RateLimitError>).headers?.get('retry-after')).toBe('1');
    for (const { answer, send } of held) {
      send();
      expect((await answer).status).toBe(400);
    }
    expect((await client.models.list()).data.length).toBeGreaterThan(0);
  });

  test('lets an SDK that is patient through in the end', async () => {
    const { engine } = startEngine({ limits: { requests: 1 } });
    const held = holdRequest(engine);
    const listing = conformingClient(engine, ANSWER_ROUTES, { maxRetries: 5 }).models.list();
    held.send();
    await held.answer;
    expect((await listing).data.length).toBeGreaterThan(0);
  });
});

describe('a hundred calls at once', () => {
  test('are all answered while a job trains', async () => {
    const { engine, client, checked, model } = await trainSports('chat');
    const training_file = await upload(client, sportFile('chat', 200));
    const job = await client.fineTuning.jobs.create({ model: 'ada', training_file });
    const training = engine.advance(job.id, { budgetMs: 600_000 });
    const answers = await Promise.all(
      Array.from({ length: CALLS }, (_, number) =>
        checked.chat.completions.create({
          model,
          messages: [{ role: 'user', content: sportText(number % 2 ? 'hockey' : 'baseball', number) }],
        }),
      ),
    );
    expect(answers.map(({ choices }) => choices[0]?.message.content)).toEqual(
      answers.map((_, number) => (number % 2 ? 'hockey' : 'baseball')),
    );
    expect((await training).status).toBe('succeeded');
  });

  test('load a model once', async () => {
    const { store, model } = await trainSports('chat');
    const counting = new CountingStore(store);
    const checked = conformingClient(createEngine({ store: counting, clock: () => new Date() }), ANSWER_ROUTES);
    const ask = () => checked.completions.create({ model, prompt: 'puck' });
    await Promise.all(Array.from({ length: CALLS }, ask));
    expect(counting.reads.filter((key) => key === modelWeightsKey(model))).toHaveLength(1);
  });

  test('look once, a minute later, whether the model is still there, and load it no more', async () => {
    const { store, model } = await trainSports('chat');
    const counting = new CountingStore(store);
    let now = Date.now();
    const checked = conformingClient(createEngine({ store: counting, clock: () => new Date(now) }), ANSWER_ROUTES);
    const ask = () => checked.completions.create({ model, prompt: 'puck' });
    await ask();
    now += 60_000;
    await Promise.all(Array.from({ length: CALLS }, ask));
    expect(counting.heads.filter((key) => key === modelKey(model))).toHaveLength(1);
    expect(counting.reads.filter((key) => key === modelWeightsKey(model))).toHaveLength(1);
    await store.remove(modelKey(model));
    now += 60_000;
    await expect(ask()).rejects.toMatchObject({ status: 404 });
  });

  test('that come as a model is deleted do not keep it alive', async () => {
    const { checked, model } = await trainSports('chat');
    const ask = () => checked.completions.create({ model, prompt: 'puck' });
    const calls = Array.from({ length: CALLS }, ask);
    await checked.models.delete(model);
    await Promise.allSettled(calls);
    await expect(ask()).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
  });
});

/** A store that notes what is read through it. */
class CountingStore extends MemoryStore {
  readonly reads: string[] = [];
  readonly heads: string[] = [];
  readonly #behind: MemoryStore;

  constructor(behind: MemoryStore) {
    super();
    this.#behind = behind;
  }

  override head(key: string) {
    this.heads.push(key);
    return this.#behind.head(key);
  }

  override read(key: string): Promise<ReadObject | undefined> {
    this.reads.push(key);
    return this.#behind.read(key);
  }
}
