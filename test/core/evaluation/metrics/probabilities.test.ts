import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ScoredExample } from '../../../../core/contract/evaluation.ts';
import { brierScore } from '../../../../core/evaluation/metrics/brier.ts';
import { calibrationInterval } from '../../../../core/evaluation/metrics/calibration-interval.ts';
import { expectedCalibrationError, measure } from '../../../../core/evaluation/metrics/metrics.ts';
import { areasPerClass } from '../../../../core/evaluation/metrics/per-class-areas.ts';
import { reliabilityCurve } from '../../../../core/evaluation/metrics/reliability.ts';
import { createRandom } from '../../../../core/learner/random.ts';

/** Answered with `a`, this sure of it. */
const sure = (confidence: number, expected: string): ScoredExample => ({
  row: 0,
  expected,
  label: 'a',
  probabilities: [
    { label: 'a', probability: confidence },
    { label: 'b', probability: 1 - confidence },
  ],
  seconds: 0,
});
const withoutProbabilities: ScoredExample = { ...sure(1, 'a'), probabilities: null };

/** Answers that are right as often as they say, less `boast`, and this sure at the least. */
function answers(count: number, boast: number, seed: number, least = 0.5): ScoredExample[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const confidence = least + random() * (1 - least);
    return sure(confidence, random() < confidence - boast ? 'a' : 'b');
  });
}

describe("Brier's score", () => {
  test.each([
    ['certain and right', 1, 'a', 0],
    ['certain and wrong', 1, 'b', 2],
    ['undecided', 0.5, 'b', 0.5],
    ['asked for a label it does not know', 0.5, 'c', 1.5],
  ])('of an answer that is %s', (_name, confidence, expected, score) => {
    expect(brierScore([sure(confidence, expected)])).toBeCloseTo(score, 12);
  });

  test('is not known where probabilities are missing', () => {
    expect(brierScore([sure(0.9, 'a'), withoutProbabilities])).toBeNull();
  });
});

describe('the reliability curve', () => {
  test('holds every example once, and its gaps make up the calibration error', () => {
    const confidence = fc.double({ min: 0.5, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(confidence, fc.constantFrom('a', 'b')), { minLength: 1 }), (pairs) => {
        const examples = pairs.map(([probability, expected]) => sure(probability, expected));
        const curve = reliabilityCurve(examples) ?? [];
        expect(curve.reduce((sum, bin) => sum + bin.examples, 0)).toBe(examples.length);
        const gaps = curve.map((bin) => (bin.examples / examples.length) * Math.abs(bin.accuracy - bin.confidence));
        expect(gaps.reduce((sum, gap) => sum + gap, 0)).toBeCloseTo(expectedCalibrationError(examples) ?? -1, 9);
        for (const bin of curve) {
          expect(bin.confidence).toBeGreaterThanOrEqual(bin.from - 1e-12);
          expect(bin.confidence).toBeLessThanOrEqual(bin.to + 1e-12);
        }
      }),
    );
  });

  test('is not known where probabilities are missing', () => {
    expect(reliabilityCurve([sure(0.9, 'a'), withoutProbabilities])).toBeNull();
  });
});

describe('the interval of the calibration error', () => {
  test('holds 0 for honest answers in 19 draws of 20, though by chance alone they show an error of a tenth', () => {
    const draws = Array.from({ length: 60 }, (_, seed) => answers(60, 0, seed));
    const errors = draws.map((examples) => expectedCalibrationError(examples) ?? 0);
    expect(errors.reduce((sum, error) => sum + error, 0) / 60).toBeGreaterThan(0.1);
    expect(draws.filter((examples) => calibrationInterval(examples)?.[0] !== 0).length).toBeLessThanOrEqual(3);
  });

  test.each([
    [0.97, 60],
    [0.99, 60],
    [0.99, 240],
  ])('does so for honest answers that are all surer than %d, and hardly ever wrong (%i of them)', (least, count) => {
    const draws = Array.from({ length: 60 }, (_, seed) => answers(count, 0, seed, least));
    expect(draws.filter((examples) => calibrationInterval(examples)?.[0] !== 0).length).toBeLessThanOrEqual(3);
  });

  test.each([1, 2, 3, 4, 5])('holds how far answers boast, and excludes honesty (draw %i)', (seed) => {
    const [low, high] = calibrationInterval(answers(500, 0.2, seed)) ?? [0, 0];
    expect(low).toBeGreaterThan(0.05);
    expect(low).toBeLessThan(0.2);
    expect(high).toBeGreaterThan(0.2);
  });

  test('holds the error that was measured, and stays the same', () => {
    const examples = answers(120, 0.05, 6);
    const [low, high] = calibrationInterval(examples) ?? [1, 0];
    const measured = expectedCalibrationError(examples) ?? -1;
    expect(low).toBeLessThanOrEqual(measured);
    expect(high).toBeGreaterThanOrEqual(measured);
    expect(calibrationInterval(examples)).toEqual([low, high]);
  });

  test.each([
    ['without examples', []],
    ['where probabilities are missing', [withoutProbabilities]],
  ])('is not known %s', (_name, examples) => {
    expect(calibrationInterval(examples)).toBeNull();
  });
});

describe('the areas of a class', () => {
  const ranked = [sure(0.9, 'a'), sure(0.8, 'a'), sure(0.3, 'b'), sure(0.2, 'b')];

  test('are 1 where its examples come first', () => {
    expect(areasPerClass(ranked, ['a'])).toEqual([{ label: 'a', auroc: 1, auprc: 1 }]);
  });

  test('are those of chance where all probabilities are equal', () => {
    const level = [sure(0.5, 'a'), sure(0.5, 'b'), sure(0.5, 'b'), sure(0.5, 'b')];
    expect(areasPerClass(level, ['a'])).toEqual([{ label: 'a', auroc: 0.5, auprc: 0.25 }]);
  });

  /** Answers of which each is this sure of `a`, and of `a` or not. */
  const rankedAs = (...pairs: [number, boolean][]) => pairs.map(([score, isA]) => sure(score, isA ? 'a' : 'b'));

  // The example of scikit-learn's documentation of roc_auc_score and average_precision_score, which says 0.75 and 0.83.
  test('are less with one pair of four the wrong way round', () => {
    const [areas] = areasPerClass(rankedAs([0.1, false], [0.4, false], [0.35, true], [0.8, true]), ['a']);
    expect(areas?.auroc).toBe(0.75);
    expect(areas?.auprc).toBeCloseTo(0.5 + 0.5 * (2 / 3), 12);
  });

  test('are, the first one, the share of pairs in the right order, counted one by one', () => {
    const tenths = fc.integer({ min: 0, max: 9 }).map((tenth) => tenth / 10);
    fc.assert(
      fc.property(fc.array(fc.tuple(tenths, fc.boolean()), { maxLength: 40 }), (pairs) => {
        const [members, others] = [true, false].map((kind) => pairs.filter(([, isA]) => isA === kind));
        const counted = (members ?? []).flatMap(([one]) =>
          (others ?? []).map(([other]): number => (one > other ? 1 : one === other ? 0.5 : 0)),
        );
        const share = counted.length > 0 ? counted.reduce((sum, pair) => sum + pair, 0) / counted.length : null;
        const area = areasPerClass(rankedAs(...pairs), ['a'])[0]?.auroc ?? null;
        if (share === null || area === null) expect(area).toBe(share);
        else expect(area).toBeCloseTo(share, 12);
      }),
    );
  });

  test.each([
    ['of a class that nobody expected', ranked, 'c'],
    ['of a class that everybody expected', [sure(0.9, 'a'), sure(0.8, 'a')], 'a'],
    ['where probabilities are missing', [...ranked, withoutProbabilities], 'a'],
  ])('are not known %s', (_name, examples, label) => {
    expect(areasPerClass(examples, [label])).toEqual([{ label, auroc: null, auprc: null }]);
  });
});

describe('the intervals of a class', () => {
  test('are those of its answers and of its examples', () => {
    // 50 of 100 answers are right, and all 50 examples are found.
    const examples = Array.from({ length: 100 }, (_, row) => sure(0.9, row < 50 ? 'a' : 'b'));
    const [a, b] = measure(examples, ['a', 'b']).perClass;
    expect(a?.precisionInterval?.map((end) => end.toFixed(6))).toEqual(['0.403832', '0.596168']);
    expect(a?.recallInterval?.[0]).toBeCloseTo(0.928652, 6);
    expect(a?.recallInterval?.[1]).toBeCloseTo(1, 6);
    expect(b?.precisionInterval).toEqual([0, 1]);
    expect(b?.recallInterval?.[0]).toBe(0);
  });
});
