import { describe, expect, test } from '@jest/globals';
import { coverageCurve } from '../../../../core/evaluation/calibration/coverage-curve.ts';
import { precisionBound } from '../../../../core/evaluation/calibration/precision-bound.ts';
import type { SureAnswer } from '../../../../core/evaluation/calibration/threshold.ts';

const answer = (confidence: number, right: boolean): SureAnswer => ({ label: 'ham', confidence, right });

describe('the curve of coverage', () => {
  test('goes from the surest answer to all, with what is seen and what is proved', () => {
    const unlearnt = [answer(0.6, false), answer(0.9, true), answer(0.8, true)];
    expect(coverageCurve({ unlearnt, from: 'held-out' })).toEqual({
      from: 'held-out',
      answers: 3,
      points: [
        { confidence: 0.9, coverage: 1 / 3, precision: 1, proved: precisionBound(1, 1) },
        { confidence: 0.8, coverage: 2 / 3, precision: 1, proved: precisionBound(2, 2) },
        { confidence: 0.6, coverage: 1, precision: 2 / 3, proved: precisionBound(2, 3) },
      ],
    });
  });

  test('has answers of one confidence stand or fall together', () => {
    const unlearnt = [answer(0.9, true), answer(0.9, false), answer(0.7, true)];
    expect(coverageCurve({ unlearnt, from: 'held-out' })?.points.map(({ coverage }) => coverage)).toEqual([2 / 3, 1]);
  });

  test('is thinned out evenly, and keeps its end', () => {
    const unlearnt = Array.from({ length: 5000 }, (_, index) => answer(1 - index / 10_000, index % 50 !== 49));
    const points = coverageCurve({ unlearnt, from: 'out-of-fold' })?.points ?? [];
    expect(points).toHaveLength(60);
    expect(points.at(-1)).toMatchObject({ coverage: 1, precision: 0.98 });
    const steps = points.map(({ coverage }, index) => coverage - (points[index - 1]?.coverage ?? 0));
    expect(Math.max(...steps)).toBeLessThan(1.2 / 60);
  });

  test('is none without answers that have a confidence', () => {
    expect(coverageCurve({ unlearnt: [], from: 'held-out' })).toBeNull();
  });
});
