import type OpenAI from 'openai';
import { writeExample } from '../../core/contract/example-row.ts';
import type { DatasetFormat } from '../../core/contract/names.ts';
import { loadTokenizer } from '../../core/dataset/tokens/tokenizer.ts';
import type { EngineOptions } from '../../engine/engine.ts';
import { ANSWER_ROUTES } from './conformance/answer-routes.ts';
import { conformingClient } from './conformance/checked-fetch.ts';
import { sportFile } from './example-files.ts';
import { type Started, startEngine, upload } from './start-engine.ts';

export type EngineSettings = Partial<Omit<EngineOptions, 'store'>>;

export interface Trained extends Started {
  /** The id of the tuned model. */
  readonly model: string;
  /** The SDK, every answer to it being held against its schema. */
  readonly checked: OpenAI;
}

/** An engine with a model of the two sports, trained through the API. */
export const trainSports = (format: DatasetFormat, options: EngineSettings = {}): Promise<Trained> =>
  trainOn(sportFile(format, 40), options);

/** An engine with a model that knows each label by a word of its own. */
export function trainLabels(format: DatasetFormat, labels: readonly string[]): Promise<Trained> {
  const rows = labels.flatMap((label, index) =>
    Array(Math.max(2, Math.ceil(10 / labels.length))).fill(
      JSON.stringify(writeExample(format, textOfLabel(index), label)),
    ),
  );
  return trainOn(rows.join('\n'));
}

/** A text that belongs to the label of that index. */
export const textOfLabel = (index: number): string => `w${index}`;

/** An engine with a model trained on a file, its base model being `gpt-4o-mini`. */
export async function trainOn(jsonl: string, options: EngineSettings = {}): Promise<Trained> {
  const started = startEngine({ loadTokenizer, ...options });
  const job = await started.client.fineTuning.jobs.create({
    model: 'gpt-4o-mini-2024-07-18',
    training_file: await upload(started.client, jsonl),
    hyperparameters: { n_epochs: 4 },
  });
  const { status, fine_tuned_model: model, error } = await started.engine.advance(job.id, { budgetMs: 600_000 });
  if (model === null) throw new Error(`the job ended as ${status}: ${error?.message}`);
  return { ...started, model, checked: conformingClient(started.engine, ANSWER_ROUTES) };
}
