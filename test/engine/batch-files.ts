import type OpenAI from 'openai';
import { toFile } from 'openai';
import type { Engine } from '../../engine/engine.ts';
import { sportFile, sportText } from './example-files.ts';
import { clientOf, startEngine, upload } from './start-engine.ts';

/** Trains a model of the two sports. */
export async function trainSports(engine: Engine, format: 'chat' | 'completion' = 'chat'): Promise<string> {
  const client = clientOf(engine);
  const training_file = await upload(client, sportFile(format, 40));
  const { id } = await client.fineTuning.jobs.create({ model: 'ada', training_file, hyperparameters: { n_epochs: 2 } });
  const job = await engine.advance(id, { budgetMs: 60_000 });
  if (!job.fine_tuned_model) throw new Error('the job made no model');
  return job.fine_tuned_model;
}

/** An engine with a model, and a clock that only the test moves. */
export async function startServing() {
  const time = { now: Date.parse('2026-11-22T10:00:00Z') };
  const clock = () => new Date(time.now);
  const started = startEngine({ clock });
  return { ...started, time, clock, model: await trainSports(started.engine) };
}

/** One request of a batch for chat completions; a change replaces fields of the line. */
export function chatLine(model: string, number: number, change: Record<string, unknown> = {}): Record<string, unknown> {
  const content = sportText(number % 2 === 0 ? 'hockey' : 'baseball', number);
  const body = { model, messages: [{ role: 'user', content }], temperature: 0 };
  return { custom_id: `request-${number}`, method: 'POST', url: '/v1/chat/completions', body, ...change };
}

export const asLines = (lines: readonly unknown[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/** Uploads the lines and creates a batch of them. */
export async function createBatch(
  client: OpenAI,
  content: string,
  change: Partial<OpenAI.Batches.BatchCreateParams> = {},
): Promise<OpenAI.Batches.Batch> {
  const file = await client.files.create({ file: await toFile(Buffer.from(content), 'batch.jsonl'), purpose: 'batch' });
  return client.batches.create({
    input_file_id: file.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
    ...change,
  });
}

/** A line of an output or error file. */
export interface ResultLine {
  readonly id: string;
  readonly custom_id: string;
  readonly response: { status_code: number; request_id: string; body: { choices?: unknown[]; error?: unknown } } | null;
  readonly error: { code: string; message: string } | null;
}

/** The lines of a result file; none when there is no such file. */
export async function resultLines(client: OpenAI, fileId: string | undefined): Promise<ResultLine[]> {
  if (fileId === undefined) return [];
  const text = await (await client.files.content(fileId)).text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ResultLine);
}
