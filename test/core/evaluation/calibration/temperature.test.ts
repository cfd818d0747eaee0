import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ScoredExample } from '../../../../core/contract/evaluation.ts';
import { crossFitTemperature } from '../../../../core/evaluation/calibration/temperature.ts';
import { expectedCalibrationError, logLoss } from '../../../../core/evaluation/metrics/metrics.ts';
import { createRandom } from '../../../../core/learner/random.ts';
import { atTemperature } from '../../../../core/prediction/at-temperature.ts';
import { examplesOf, SCIKIT_LEARN } from '../fixtures/scikit-learn.ts';

const twoClasses = (first: number) => [
  { label: 'a', probability: first },
  { label: 'b', probability: 1 - first },
];

/** Answers whose probabilities are honest once they are taken at `temperature`. */
function boastful(count: number, temperature: number): ScoredExample[] {
  const random = createRandom(7);
  return Array.from({ length: count }, (_, row) => {
    const honest = 0.5 + random() / 2;
    const expected = random() < honest ? 'a' : 'b';
    return { row, expected, label: 'a', probabilities: atTemperature(twoClasses(honest), 1 / temperature), seconds: 0 };
  });
}

describe('probabilities at a temperature', () => {
  test.each([
    [1, 0.8],
    // Odds of 4 to 1 become their root, and their square.
    [2, 2 / 3],
    [0.5, 16 / 17],
  ])('of %d turn 0.8 of two into %d', (temperature, probability) => {
    expect(atTemperature(twoClasses(0.8), temperature)[0]?.probability).toBeCloseTo(probability, 12);
  });

  test('sum to 1, keep their order and what they were marked with, and come back at the inverse', () => {
    const weights = fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(weights, fc.double({ min: 0.1, max: 10, noNaN: true }), (drawn, temperature) => {
        const total = drawn.reduce((sum, weight) => sum + weight, 0);
        const before = drawn
          .map((weight, index) => ({ label: `${index}`, probability: weight / total, estimated: true as const }))
          .sort((one, other) => other.probability - one.probability);
        const after = atTemperature(before, temperature);
        expect(after.reduce((sum, entry) => sum + entry.probability, 0)).toBeCloseTo(1, 9);
        expect(after.map(({ label, estimated }) => [label, estimated])).toEqual(
          before.map(({ label, estimated }) => [label, estimated]),
        );
        for (const [index, { probability }] of after.slice(1).entries()) {
          expect(probability).toBeLessThanOrEqual(after[index]?.probability ?? 0);
        }
        for (const [index, { probability }] of atTemperature(atTemperature(before, 2), 0.5).entries()) {
          expect(probability).toBeCloseTo(before[index]?.probability ?? -1, 9);
        }
      }),
    );
  });

  test('stay as they are where all are 0, and certain where one is 1', () => {
    expect(atTemperature([{ label: 'a', probability: 0 }], 2)).toEqual([{ label: 'a', probability: 0 }]);
    expect(atTemperature(twoClasses(1), 3)).toEqual(twoClasses(1));
  });
});

describe('the cross-fitted temperature', () => {
  test.each(SCIKIT_LEARN.tables)('of $name is the one that SciPy finds', (table) => {
    const found = crossFitTemperature(examplesOf(table), table.labels);
    // The search stops when the logarithm is right to a ten-thousandth.
    expect(Math.log((found?.temperature ?? 0) / table.temperature)).toBeCloseTo(0, 3);
  });

  test('undoes how far answers boast, also where it was not fitted', () => {
    const examples = boastful(2000, 3);
    const found = crossFitTemperature(examples, ['a', 'b']);
    expect(found?.temperature).toBeGreaterThan(2.6);
    expect(found?.temperature).toBeLessThan(3.4);
    expect(expectedCalibrationError(examples)).toBeGreaterThan(0.1);
    expect(expectedCalibrationError(found?.examples ?? [])).toBeLessThan(0.04);
    expect(found?.examples.map(({ row, label }) => [row, label])).toEqual(
      examples.map(({ row, label }) => [row, label]),
    );
  });

  test('does not look at an example to answer it', () => {
    const examples = boastful(200, 2);
    const changed = examples.map((example, row) => (row === 10 ? { ...example, expected: 'b', label: 'b' } : example));
    const [before, after] = [examples, changed].map((some) => crossFitTemperature(some, ['a', 'b'])?.examples[10]);
    expect(after?.probabilities).toEqual(before?.probabilities);
  });

  test('makes the log loss of what it was not fitted on no better than that of what it was', () => {
    const examples = boastful(60, 3);
    const found = crossFitTemperature(examples, ['a', 'b']);
    const fitted = examples.map((example) => ({
      ...example,
      probabilities: example.probabilities && atTemperature(example.probabilities, found?.temperature ?? 1),
    }));
    expect(logLoss(found?.examples ?? [])).toBeGreaterThanOrEqual(logLoss(fitted) ?? 0);
  });

  test.each([
    ['of fewer than ten examples', boastful(9, 2), ['a', 'b']],
    ['of one label', boastful(20, 2).map((example) => ({ ...example, expected: 'a' })), ['a']],
    ['without probabilities', boastful(20, 2).map((example) => ({ ...example, probabilities: null })), ['a', 'b']],
    ['where a label is expected that is not among them', boastful(20, 2), ['a', 'c']],
  ])('is none %s', (_name, examples, labels) => {
    expect(crossFitTemperature(examples, labels)).toBeNull();
  });
});
