import { describe, expect, test } from '@jest/globals';
import { calibrateScores } from '../../../../core/learner/training/calibrate.ts';
import { judgeScores } from '../../../../core/learner/training/judge-scores.ts';

describe('scores are judged', () => {
  test('of two classes by the one score, whose negative is the other’s', () => {
    const values = Float64Array.of(1, -1, 1);
    const { loss, accuracy } = judgeScores({ classCount: 2, values, classes: Int32Array.of(1, 0, 0), temperature: 2 });
    // At temperature 2 the score of the right class leads by 1, twice, and trails by 1, once.
    expect(loss).toBeCloseTo((2 * Math.log(1 + Math.E ** -1) + Math.log(1 + Math.E)) / 3, 12);
    expect(accuracy).toBeCloseTo(2 / 3, 12);
  });

  test('of more classes by a score for each', () => {
    const values = Float32Array.of(0, 0, 0, Math.log(2), 0, Math.log(5));
    const { loss, accuracy } = judgeScores({ classCount: 3, values, classes: Int32Array.of(0, 2), temperature: 1 });
    expect(loss).toBeCloseTo((Math.log(3) + Math.log(8 / 5)) / 2, 6);
    expect(accuracy).toBe(1);
  });

  test('of a label that the classifier has not as a mistake with the loss of a millionth', () => {
    const judged = judgeScores({
      classCount: 2,
      values: Float64Array.of(9),
      classes: Int32Array.of(-1),
      temperature: 1,
    });
    expect(judged).toEqual({ loss: Math.log(1e6), accuracy: 0 });
  });
});

test('held-out scores are calibrated to the temperature under which their loss is least', () => {
  const held = {
    classCount: 2,
    rows: Int32Array.of(0, 1, 2, 3, 4, 5),
    classes: Int32Array.of(1, 1, 1, 0, 0, 1),
    values: Float64Array.of(2, 1, 3, -2, 1, -1),
  };
  const { temperature, loss } = calibrateScores(held);
  expect(loss).toBe(judgeScores({ ...held, temperature }).loss);
  for (const other of [temperature / 4, temperature * 4]) {
    expect(judgeScores({ ...held, temperature: other }).loss).toBeGreaterThan(loss);
  }
});
