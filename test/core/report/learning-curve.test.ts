import { describe, expect, test } from '@jest/globals';
import type { JobEvent } from '../../../core/contract/job.ts';
import { learningCurve, MOST_POINTS } from '../../../core/report/learning-curve.ts';

const event = (progress: JobEvent['progress']): JobEvent => ({
  id: 'e',
  at: '2026-11-22T10:00:00.000Z',
  level: 'info',
  message: '',
  progress,
});

describe('a learning curve', () => {
  test.each([
    ['OpenAI', 'step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy'],
    [
      'the tool that was removed',
      'step,training_loss,training_sequence_accuracy,validation_loss,validation_token_accuracy',
    ],
    [
      'a host with the whole validation set',
      'step,train_loss,train_mean_token_accuracy,full_valid_loss,full_valid_mean_token_accuracy',
    ],
    ['a host that evaluates', 'Epoch,Train_Loss,train_accuracy,eval_loss,eval_accuracy'],
  ])('is read from a table with the columns of %s', (_host, header) => {
    expect(learningCurve(`${header}\n1,0.7,0.6,0.5,0.8\n2,0.3,0.9,,\n`, [])).toEqual({
      trainLoss: [
        [1, 0.7],
        [2, 0.3],
      ],
      trainAccuracy: [
        [1, 0.6],
        [2, 0.9],
      ],
      validationLoss: [[1, 0.5]],
      validationAccuracy: [[1, 0.8]],
    });
  });

  test('is read from the events where there is no table, the last numbers of a step counting', () => {
    const events = [
      event({ step: 2, trainLoss: 0.4 }),
      event(null),
      event({ step: 1, trainLoss: 0.7 }),
      event({ step: 2, trainLoss: 0.3 }),
    ];
    expect(learningCurve(undefined, events)).toEqual({
      trainLoss: [
        [1, 0.7],
        [2, 0.3],
      ],
      trainAccuracy: [],
      validationLoss: [],
      validationAccuracy: [],
    });
  });

  test('of thousands of steps has the means of neighbours, which keep their mean', () => {
    const rows = Array.from({ length: 6000 }, (_, step) => `${step + 1},${step % 2}`);
    const { trainLoss } = learningCurve(`step,train_loss\n${rows.join('\n')}\n`, []);
    expect(trainLoss).toHaveLength(MOST_POINTS);
    expect(new Set(trainLoss.map(([, value]) => value))).toEqual(new Set([0.5]));
  });

  test.each([[''], ['<html>sorry</html>'], ['step,loss\n']])('of %j is empty', (csv) => {
    expect(Object.values(learningCurve(csv, [])).flat()).toEqual([]);
  });
});
