import OpenAI, { toFile } from 'openai';
import { championKey, versionKey } from '../../core/contract/keys.ts';
import type { ProviderName } from '../../core/contract/settings.ts';
import type { Store } from '../../core/store.ts';
import { createEngine } from '../../engine/engine.ts';
import type { LabelledText } from './data-sets.ts';

/** Trains a model of the embedded engine, whose state is in the store. @returns its id */
export async function trainModel(store: Store, examples: readonly LabelledText[]): Promise<string> {
  const engine = createEngine({ store, clock: () => new Date(), advanceOnRead: true });
  const client = new OpenAI({
    apiKey: 'any',
    baseURL: 'http://engine.local/v1',
    fetch: (url, init) => engine.fetch(new Request(url, init)),
  });
  const lines = examples.map(({ text, label }) => {
    const messages = [
      { role: 'user', content: text },
      { role: 'assistant', content: label },
    ];
    return `${JSON.stringify({ messages })}\n`;
  });
  const file = await client.files.create({
    file: await toFile(Buffer.from(lines.join('')), 'train.jsonl'),
    purpose: 'fine-tune',
  });
  let job = await client.fineTuning.jobs.create({ model: 'labelsmith-linear-1', training_file: file.id });
  while (!['succeeded', 'failed', 'cancelled'].includes(job.status))
    job = await client.fineTuning.jobs.retrieve(job.id);
  if (!job.fine_tuned_model) throw new Error(`the job ended as ${job.status}`);
  return job.fine_tuned_model;
}

/** A model that is to answer for a classifier. */
export interface ServedVersion {
  readonly classifier: string;
  readonly provider: ProviderName;
  /** null where the provider is at one place only. */
  readonly baseUrl: string | null;
  readonly model: string;
  readonly labels: readonly string[];
}

/** Puts a model into service: writes what a run would have written, as far as serving needs it. */
export async function putIntoService(store: Pick<Store, 'write'>, served: ServedVersion): Promise<void> {
  const { classifier, provider, baseUrl, model, labels } = served;
  const now = new Date().toISOString();
  const version = {
    schema: 'labelsmith.version.v1',
    classifier,
    version: 1,
    run: 'measured',
    provider,
    baseUrl,
    baseModel: 'labelsmith-linear-1',
    model,
    dataset: '0'.repeat(32),
    trainingSettings: '',
    format: 'chat',
    labels: labels.map((label) => ({ label, answer: label })),
    metrics: {
      examples: 0,
      accuracy: 0,
      accuracyInterval: [0, 1],
      macroF1: 0,
      weightedF1: 0,
      logLoss: null,
      expectedCalibrationError: null,
      perClass: [],
    },
    costUsd: 0,
    createdAt: now,
  };
  const champion = {
    schema: 'labelsmith.champion.v1',
    version: 1,
    previousVersion: null,
    since: now,
    by: 'benchmark',
    reason: 'measured',
  };
  await store.write(versionKey(classifier, 1), JSON.stringify(version));
  await store.write(championKey(classifier), JSON.stringify(champion));
}
