import { describe, expect, test } from '@jest/globals';
import { dataset as datasetSchema } from '../../../../core/contract/dataset.ts';
import type { ScoredExample } from '../../../../core/contract/evaluation.ts';
import { runKey } from '../../../../core/contract/keys.ts';
import { type ErrorName, LabelsmithError } from '../../../../core/errors.ts';
import { writeResults } from '../../../../core/evaluation/results/write-results.ts';
import { OutOfTime } from '../../../../core/evaluation/scoring/score-examples.ts';
import { readText } from '../../../../core/store.ts';
import { MemoryStore } from '../../../support/memory-store.ts';
import { plannedProviders } from '../../../support/planned-providers.ts';
import { jobRecord } from '../../../support/run-with-job.ts';

const RUN = 'sports-1';
const clock = () => new Date('2026-11-26T10:00:00Z');
const dataset = datasetSchema.parse({
  schema: 'labelsmith.dataset.v1',
  dataset: 'd'.repeat(32),
  format: 'chat',
  labels: ['a', 'b'].map((label) => ({ label, answer: label, train: 1, validation: 1 })),
  train: { rows: 2, bytes: 1 },
  validation: { rows: 2, bytes: 1 },
});
const scored = ['a', 'b'].map(
  (label, row): ScoredExample => ({ row, expected: label, label, probabilities: null, seconds: 0 }),
);
const checkpoints = [20, 10, 30].map((step) => ({ id: `${step}`, step, model: `ft:step-${step}`, metrics: {} }));
const job = jobRecord(RUN, { model: 'ft:step-30', checkpoints });

const TOLD = 'step,train_loss\n10,0.5\n20,0.4\n30,0.3\n';

/** The rows of `results.csv`, each as its step and the accuracy there. */
async function resultsWhere(scoreCheckpoint: (step: number) => Promise<ScoredExample[]>, told = TOLD) {
  const store = new MemoryStore();
  if (told) await store.write(runKey(RUN, 'provider-results.csv'), told);
  const context = { store, clock, deadline: clock(), providers: plannedProviders({}) };
  await writeResults(context, RUN, { job, dataset, scored, scoreCheckpoint: ({ step }) => scoreCheckpoint(step) });
  const [, ...lines] = ((await readText(store, runKey(RUN, 'results.csv'))) ?? '').trim().split('\n');
  const accuracyAt = told ? 2 : 1;
  return lines.map((line) => line.split(',')).map((cells) => [cells[0], cells[accuracyAt]]);
}
const failing = (error: Error) => async (step: number) => {
  if (step === 10) throw error;
  return scored.map((example) => ({ ...example, label: 'a' }));
};

describe('results.csv', () => {
  test('has the accuracy of the final model, and of each checkpoint that is another model', async () => {
    const asked: number[] = [];
    const rows = await resultsWhere(async (step) => {
      asked.push(step);
      return scored.map((example) => ({ ...example, label: 'a' }));
    });
    expect(asked).toEqual([10, 20]);
    expect(rows).toEqual([
      ['10', '0.5'],
      ['20', '0.5'],
      ['30', '1'],
    ]);
  });

  test('has the final model at the step of the checkpoint that it is, where the provider has no table', async () => {
    const rows = await resultsWhere(async () => scored.map((example) => ({ ...example, label: 'a' })), '');
    expect(rows).toEqual([
      ['10', '0.5'],
      ['20', '0.5'],
      ['30', '1'],
    ]);
  });

  test.each<ErrorName>(['ProviderRefused', 'ProviderUnavailable', 'KeyRefused'])(
    'is without a checkpoint that ends in %s',
    async (name) => {
      expect(await resultsWhere(failing(new LabelsmithError(name, 'no', '')))).toEqual([
        ['10', ''],
        ['20', '0.5'],
        ['30', '1'],
      ]);
    },
  );

  test.each([
    ['the bucket does not answer', new LabelsmithError('StoreUnavailable', 'no', '')],
    ['there is no time left', new OutOfTime('3 of 9')],
  ])('is not written without a checkpoint because %s', async (_why, error) => {
    await expect(resultsWhere(failing(error))).rejects.toBe(error);
  });
});
