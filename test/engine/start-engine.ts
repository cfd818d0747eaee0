import OpenAI, { toFile } from 'openai';
import { createEngine, type Engine, type EngineOptions } from '../../engine/engine.ts';
import { MemoryStore } from '../support/memory-store.ts';

export interface Started {
  readonly store: MemoryStore;
  readonly engine: Engine;
  /** The unmodified SDK, speaking to the engine without a network. */
  readonly client: OpenAI;
}

/** An engine over a store in memory. */
export function startEngine(options: Partial<EngineOptions> & { store?: MemoryStore } = {}): Started {
  const store = options.store ?? new MemoryStore();
  const engine = createEngine({ clock: () => new Date(), ...options, store });
  return { store, engine, client: clientOf(engine) };
}

export function clientOf(engine: Engine, apiKey = 'x'): OpenAI {
  return new OpenAI({
    apiKey,
    baseURL: 'http://engine.local/v1',
    maxRetries: 0,
    fetch: (url, init) => engine.fetch(new Request(url, init)),
  });
}

/** Uploads JSONL and returns the file's id. */
export async function upload(client: OpenAI, jsonl: string): Promise<string> {
  const file = await client.files.create({
    file: await toFile(Buffer.from(jsonl), 'train.jsonl'),
    purpose: 'fine-tune',
  });
  return file.id;
}

/** Reads the job until it has ended, as a client that polls would. */
export async function pollToEnd(client: OpenAI, id: string): Promise<OpenAI.FineTuning.Jobs.FineTuningJob> {
  for (let polls = 0; polls < 100; polls += 1) {
    const job = await client.fineTuning.jobs.retrieve(id);
    if (['succeeded', 'failed', 'cancelled'].includes(job.status)) return job;
  }
  throw new Error('the job did not end within 100 polls');
}
