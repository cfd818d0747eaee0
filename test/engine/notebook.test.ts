import { expect, test } from '@jest/globals';
import OpenAI, { toFile } from 'openai';
import { ANSWER_ROUTES } from './conformance/answer-routes.ts';
import { conformingClient } from './conformance/checked-fetch.ts';
import { WORK_ROUTES } from './conformance/work-routes.ts';
import { sportFile, sportText } from './example-files.ts';
import { startEngine } from './start-engine.ts';

const SEPARATOR = '\n\n###\n\n';

/**
 * The steps of the notebook that this project began with, through the SDK as it is: files of prompts and completions, a
 * job on `ada`, a look at it until it ends, its results, a question, and the end of the model.
 */
test('the notebook’s steps, from its files to its answer and the end of the model', async () => {
  const { engine } = startEngine({ advanceOnRead: true, softMs: 0 });
  const client = conformingClient(engine, [...ANSWER_ROUTES, ...WORK_ROUTES]);
  const train = sportFile('completion', 240);
  expect(JSON.parse(train.split('\n')[0] ?? '')).toEqual({
    prompt: `${sportText('hockey', 0)}${SEPARATOR}`,
    completion: ' hockey',
  });
  const uploadAs = async (name: string, content: string) =>
    (await client.files.create({ file: await toFile(Buffer.from(content), name), purpose: 'fine-tune' })).id;
  const training_file = await uploadAs('sport2_prepared_train.jsonl', train);
  const validation_file = await uploadAs('sport2_prepared_valid.jsonl', sportFile('completion', 60, 240));

  const hyperparameters = { n_epochs: 4, batch_size: 1, learning_rate_multiplier: 0.1 };
  const created = await client.fineTuning.jobs.create({
    model: 'ada',
    training_file,
    validation_file,
    hyperparameters,
  });
  expect(created).toMatchObject({ status: 'validating_files', fine_tuned_model: null });

  const seen = new Set<string>();
  let job = created;
  for (let polls = 0; polls < 50 && job.finished_at === null; polls += 1) {
    job = await client.fineTuning.jobs.retrieve(created.id);
    seen.add(job.status);
  }
  expect([...seen]).toEqual(['queued', 'running', 'succeeded']);
  expect((await client.fineTuning.jobs.list()).data.map(({ id }) => id)).toEqual([created.id]);

  const results = await (await client.files.content(job.result_files[0] ?? '')).text();
  const [header, ...rows] = results.trim().split('\n');
  expect(header).toBe('step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy');
  expect(rows.map((row) => row.split(',')[0])).toEqual(['240', '480', '720', '960']);

  const model = job.fine_tuned_model ?? '';
  expect(model).toMatch(/^ft:ada:/);
  const prompt = `${sportText('hockey', 999)}${SEPARATOR}`;
  const ask = () => client.completions.create({ model, prompt, max_tokens: 1, temperature: 0, logprobs: 2 });
  const [choice] = (await ask()).choices;
  expect(choice?.text).toBe(' hockey');
  const { ' hockey': hockey = Number.NaN, ' baseball': baseball = Number.NaN } =
    choice?.logprobs?.top_logprobs?.[0] ?? {};
  expect(hockey).toBeGreaterThan(baseball);
  expect(Math.exp(hockey) + Math.exp(baseball)).toBeCloseTo(1, 9);

  expect(await client.models.delete(model)).toEqual({ id: model, object: 'model', deleted: true });
  const afterwards = await ask().catch((error: unknown) => error);
  expect(afterwards).toBeInstanceOf(OpenAI.NotFoundError);
  expect(afterwards).toMatchObject({ code: 'model_not_found' });
});
