import OpenAI, { toFile } from 'openai';
import type { Engine } from '../../engine/engine.ts';
import type { LabelledText } from './data-sets.ts';

/** Trains a model of the embedded engine on labelled texts, as any client of it would, and returns its name. */
export async function trainModel(engine: Pick<Engine, 'fetch'>, examples: readonly LabelledText[]): Promise<string> {
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
