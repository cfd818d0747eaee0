import { describe, expect, test } from '@jest/globals';
import type OpenAI from 'openai';
import { sportFile, sportText } from './example-files.ts';
import { pollToEnd, type Started, startEngine, upload } from './start-engine.ts';

/** Trains on forty examples with twenty held out, a step a poll. */
async function train(format: 'chat' | 'completion'): Promise<Started & { job: OpenAI.FineTuning.Jobs.FineTuningJob }> {
  const started = startEngine({ advanceOnRead: true, softMs: 0 });
  const { client } = started;
  const training_file = await upload(client, sportFile(format, 40));
  const validation_file = await upload(client, sportFile(format, 20, 100));
  const created = await client.fineTuning.jobs.create({
    model: 'gpt-4o-mini-2024-07-18',
    training_file,
    validation_file,
    suffix: 'sports',
    method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 4 } } },
    metadata: { owner: 'me' },
  });
  expect(created.status).toBe('validating_files');
  return { ...started, job: await pollToEnd(client, created.id) };
}

describe('the openai SDK, unmodified, drives the engine', () => {
  test('a chat model is trained, told about, used and deleted', async () => {
    const { client, job } = await train('chat');
    expect(job).toMatchObject({ status: 'succeeded', error: null, hyperparameters: { n_epochs: 4 } });
    const model = job.fine_tuned_model ?? '';
    expect(model).toMatch(/^ft:gpt-4o-mini-2024-07-18:labelsmith:sports:[0-9a-f]{8}$/);
    expect(job.trained_tokens).toBeGreaterThan(0);

    const messages: string[] = [];
    for await (const event of client.fineTuning.jobs.listEvents(job.id, { limit: 3 })) messages.push(event.message);
    expect(messages).toHaveLength(9);
    expect(messages[0]).toBe('The job has successfully completed');
    expect(messages.at(-1)).toBe('Created fine-tuning job');

    const answer = await client.chat.completions.create({
      model,
      messages: [
        { role: 'system', content: 'Which sport?' },
        { role: 'user', content: sportText('hockey', 777) },
      ],
      logprobs: true,
      top_logprobs: 2,
      max_tokens: 1,
      temperature: 0,
    });
    expect(answer.choices[0]?.message.content).toBe('hockey');
    const token = answer.choices[0]?.logprobs?.content?.[0];
    expect(token?.token).toBe('hockey');
    expect(token?.top_logprobs.map((top) => top.token)).toEqual(['hockey', 'baseball']);
    const total = (token?.top_logprobs ?? []).reduce((sum, top) => sum + Math.exp(top.logprob), 0);
    expect(total).toBeCloseTo(1, 9);

    expect(await client.models.delete(model)).toEqual({ id: model, object: 'model', deleted: true });
    const after = client.chat.completions.create({ model, messages: [{ role: 'user', content: 'puck' }] });
    await expect(after).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    const left: string[] = [];
    for await (const other of client.models.list()) left.push(other.id);
    expect(left.filter((id) => id.startsWith('ft:'))).toEqual([]);
  });

  test('the results table has a row for every epoch, and its file is listed', async () => {
    const { client, job } = await train('chat');
    const csv = await (await client.files.content(job.result_files[0] ?? '')).text();
    const rows = csv.trim().split('\n');
    expect(rows[0]).toBe('step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy');
    expect(rows).toHaveLength(5);
    const [step, loss, accuracy, validLoss, validAccuracy] = (rows[4] ?? '').split(',').map(Number);
    expect(step).toBe(4);
    expect(loss).toBeLessThan(0.5);
    expect(accuracy).toBe(1);
    expect(validLoss).toBeLessThan(0.5);
    expect(validAccuracy).toBe(1);
    const purposes: string[] = [];
    for await (const file of client.files.list()) purposes.push(file.purpose);
    expect(purposes.sort()).toEqual(['fine-tune', 'fine-tune', 'fine-tune-results']);
  });

  test('the checkpoints of the last three epochs are models', async () => {
    const { client, job } = await train('chat');
    const checkpoints: OpenAI.FineTuning.Jobs.FineTuningJobCheckpoint[] = [];
    for await (const one of client.fineTuning.jobs.checkpoints.list(job.id)) checkpoints.push(one);
    expect(checkpoints.map((one) => one.step_number)).toEqual([4, 3, 2]);
    for (const { fine_tuned_model_checkpoint: model } of checkpoints) {
      const answer = await client.chat.completions.create({
        model,
        messages: [{ role: 'user', content: sportText('baseball', 901) }],
      });
      expect(answer.choices[0]?.message.content).toBe('baseball');
    }
  });

  test('a completion model answers with the leading space of its training file', async () => {
    const { client, job } = await train('completion');
    const answer = await client.completions.create({
      model: job.fine_tuned_model ?? '',
      prompt: `${sportText('hockey', 555)}\n\n###\n\n`,
      max_tokens: 1,
      temperature: 0,
      logprobs: 2,
    });
    expect(answer.choices[0]?.text).toBe(' hockey');
    const top = answer.choices[0]?.logprobs?.top_logprobs?.[0] ?? {};
    expect(Object.keys(top)).toEqual([' hockey', ' baseball']);
    expect(answer.choices[0]?.logprobs?.tokens).toEqual([' hockey']);
  });

  test('jobs are listed newest first and found by their metadata', async () => {
    const { client, job } = await train('chat');
    const other = await client.fineTuning.jobs.create({ model: 'ada', training_file: job.training_file });
    const all = (await client.fineTuning.jobs.list({ limit: 1 })).data;
    expect(all.map((one) => one.id)).toEqual([other.id]);
    const mine = await client.fineTuning.jobs.list({ metadata: { owner: 'me' } });
    expect(mine.data.map((one) => one.id)).toEqual([job.id]);
  });
});
