import { describe, expect, test } from '@jest/globals';
import { stepOf } from '../../engine/records/steps.ts';
import { sportFile } from './example-files.ts';
import { pollToEnd, startEngine, upload } from './start-engine.ts';

describe('steps', () => {
  test.each([
    ['one an epoch without a batch size', {}, 3],
    ['one an epoch with auto', { batch_size: 'auto' as const }, 3],
    ['as many as there are whole batches', { batch_size: 20 }, 15],
    ['and one for the rest', { batch_size: 30 }, 12],
    ['one a batch that is larger than the file', { batch_size: 256 }, 3],
  ])('are %s', (_, hyperparameters, expected) => {
    const facts = { examples: 100, characters: 0, format: 'chat' as const };
    expect(stepOf({ hyperparameters, facts }, 3)).toBe(expected);
  });

  test('are the same in events, checkpoints, their models and the table of results', async () => {
    const { client } = startEngine({ advanceOnRead: true });
    const training_file = await upload(client, sportFile('chat', 40));
    const hyperparameters = { n_epochs: 2, batch_size: 7 };
    const created = await client.fineTuning.jobs.create({ model: 'ada', training_file, hyperparameters });
    const job = await pollToEnd(client, created.id);
    const { data: checkpoints } = await client.fineTuning.jobs.checkpoints.list(job.id);
    const steps = checkpoints.map(({ step_number }) => step_number).toReversed();
    const [first = 0] = steps;
    expect(first).toBeGreaterThan(1);
    expect(steps).toEqual([first, first * 2]);
    expect(checkpoints.map(({ metrics }) => metrics.step)).toEqual(steps.toReversed());
    expect(checkpoints[0]?.fine_tuned_model_checkpoint).toBe(`${job.fine_tuned_model}:ckpt-step-${first * 2}`);
    const csv = await (await client.files.content(job.result_files[0] ?? '')).text();
    const rows = csv.trim().split('\n').slice(1);
    expect(rows.map((row) => Number(row.split(',')[0]))).toEqual(steps);
    const { data: events } = await client.fineTuning.jobs.listEvents(job.id);
    expect(events.map(({ message }) => message)).toContainEqual(
      expect.stringContaining(`Step ${first}/${first * 2}: training loss=`),
    );
  });

  test('and the learning rate multiplier changes the model, while the batch size does not', async () => {
    const { client } = startEngine({ advanceOnRead: true });
    const training_file = await upload(client, sportFile('chat', 40));
    const answerAfter = async (hyperparameters: { batch_size?: number; learning_rate_multiplier?: number }) => {
      const { id } = await client.fineTuning.jobs.create({ model: 'ada', training_file, hyperparameters });
      const { fine_tuned_model } = await pollToEnd(client, id);
      const answer = await client.chat.completions.create({
        model: fine_tuned_model ?? '',
        messages: [{ role: 'user', content: 'the puck' }],
        logprobs: true,
      });
      return answer.choices[0]?.logprobs?.content?.[0]?.logprob;
    };
    const plain = await answerAfter({});
    expect(await answerAfter({ batch_size: 5 })).toBe(plain);
    expect(await answerAfter({ learning_rate_multiplier: 0.1 })).not.toBe(plain);
  });
});
