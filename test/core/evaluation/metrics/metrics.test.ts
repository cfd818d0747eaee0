import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ScoredExample } from '../../../../core/contract/evaluation.ts';
import { wilsonInterval } from '../../../../core/evaluation/metrics/intervals.ts';
import { measure } from '../../../../core/evaluation/metrics/metrics.ts';

const scored = (expected: string, label: string | null, confidence?: number): ScoredExample => ({
  row: 0,
  expected,
  label,
  probabilities:
    confidence === undefined || label === null
      ? null
      : [
          { label, probability: confidence },
          { label: label === 'a' ? 'b' : 'a', probability: 1 - confidence },
        ],
  seconds: 0,
});

describe('measure', () => {
  // By hand: a is expected 3 times and hit twice, b twice and hit once; one b was answered with a, one a with b.
  const examples = [
    scored('a', 'a', 0.9),
    scored('a', 'a', 0.8),
    scored('a', 'b', 0.6),
    scored('b', 'b', 0.7),
    scored('b', 'a', 0.55),
  ];
  const metrics = measure(examples, ['a', 'b']);

  test('counts what was answered for what', () => {
    expect(metrics.confusion).toEqual({
      labels: ['a', 'b'],
      counts: [
        [2, 1],
        [1, 1],
      ],
    });
    expect(metrics.accuracy).toBeCloseTo(3 / 5, 12);
  });

  test('gives precision, recall and F1 of each class', () => {
    expect(metrics.perClass).toMatchObject([
      { label: 'a', precision: 2 / 3, recall: 2 / 3, f1: 2 / 3, support: 3 },
      { label: 'b', precision: 1 / 2, recall: 1 / 2, f1: 1 / 2, support: 2 },
    ]);
    expect(metrics.macroF1).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
    expect(metrics.weightedF1).toBeCloseTo((3 * (2 / 3) + 2 * (1 / 2)) / 5, 12);
  });

  test('gives the mean negative log of the probability of what was expected', () => {
    const expected = -(Math.log(0.9) + Math.log(0.8) + Math.log(0.4) + Math.log(0.7) + Math.log(0.45)) / 5;
    expect(metrics.logLoss).toBeCloseTo(expected, 12);
  });

  test('gives the calibration error over fifteen bins', () => {
    // Bins of a fifteenth: .55 and .6 lie apart (8.25 and 9.0), as do .7, .8 and .9 (10.5, 12.0, 13.5).
    const expected =
      (Math.abs(0 - 0.55) + Math.abs(0 - 0.6) + Math.abs(1 - 0.7) + Math.abs(1 - 0.8) + Math.abs(1 - 0.9)) / 5;
    expect(metrics.expectedCalibrationError).toBeCloseTo(expected, 12);
  });

  test('counts an answer without a label as wrong and in no column', () => {
    const { accuracy, confusion, logLoss } = measure([scored('a', null), scored('b', 'b')], ['a', 'b']);
    expect([accuracy, confusion.counts, logLoss]).toEqual([
      0.5,
      [
        [0, 0],
        [0, 1],
      ],
      null,
    ]);
  });

  test('has in macro F1 the classes that occur, as expected or as answered, and no others', () => {
    const labels = ['a', 'b', 'c', 'd'];
    expect(measure([scored('a', 'a'), scored('b', 'b')], labels).macroF1).toBe(1);
    // F1 of a is 2 / 3; c was answered and never expected, d neither.
    const { macroF1, perClass } = measure([scored('a', 'a'), scored('a', 'c'), scored('b', 'b')], labels);
    expect(macroF1).toBeCloseTo((2 / 3 + 1 + 0) / 3, 12);
    expect(perClass.map(({ label }) => label)).toEqual(labels);
  });

  test('of no examples is not that of perfect ones', () => {
    expect(measure([], ['a', 'b'])).toMatchObject({
      examples: 0,
      accuracy: 0,
      accuracyInterval: [0, 1],
      logLoss: null,
      brier: null,
      expectedCalibrationError: null,
      calibrationInterval: null,
    });
  });

  test('keeps to its bounds, whatever was answered', () => {
    const label = fc.constantFrom('a', 'b', 'c');
    fc.assert(
      fc.property(fc.array(fc.record({ expected: label, label: fc.option(label) }), { minLength: 1 }), (answers) => {
        const { accuracy, accuracyInterval, macroF1, perClass } = measure(
          answers.map((answer) => scored(answer.expected, answer.label)),
          ['a', 'b'],
        );
        expect(accuracyInterval[0]).toBeLessThanOrEqual(accuracy + 1e-12);
        expect(accuracyInterval[1]).toBeGreaterThanOrEqual(accuracy - 1e-12);
        expect(macroF1).toBeGreaterThanOrEqual(0);
        expect(macroF1).toBeLessThanOrEqual(1);
        expect(perClass.reduce((sum, entry) => sum + entry.support, 0)).toBe(answers.length);
      }),
    );
  });
});

describe('intervals', () => {
  // Roots of |x/n - p| = z sqrt(p (1 - p) / n) in p, by bisection: another way to the same interval.
  test.each([
    [236, 238, 0.969884, 0.997692],
    [0, 10, 0, 0.277533],
    [10, 10, 0.722467, 1],
    [50, 100, 0.403832, 0.596168],
  ])('of %i of %i are those of Wilson', (successes, trials, low, high) => {
    const [from, to] = wilsonInterval(successes, trials);
    expect(from).toBeCloseTo(low, 6);
    expect(to).toBeCloseTo(high, 6);
  });
});
