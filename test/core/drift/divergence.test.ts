import { describe, expect, test } from '@jest/globals';
import { divergenceOf } from '../../../core/drift/divergence.ts';

describe('how far two distributions lie apart', () => {
  // Index by numpy, distance by scipy.spatial.distance.jensenshannon(p, q, base=2), bound by scipy.stats.chi2.ppf(0.999,
  // K - 1); p and q are (counts + 0.5) / (sum + 0.5 K).
  test.each([
    ['equal shares', [50, 50], [500, 500], 0, 0, 0.25],
    ['a share of four fifths in place of a half', [80, 20], [500, 500], 0.406287, 0.267344, 0.25],
    ['a class that was never met again', [100, 0], [500, 500], 2.625398, 0.54098, 0.25],
    ['three classes', [10, 30, 60], [300, 300, 400], 0.287649, 0.223813, 0.25],
    ['few answers over many classes', Array(77).fill(2), Array(77).fill(10), 0, 0, 0.9339],
  ])('%s', (_, served, training, stabilityIndex, distance, bound) => {
    const found = divergenceOf(served, training);
    expect(found.stabilityIndex).toBeCloseTo(stabilityIndex, 6);
    expect(found.distance).toBeCloseTo(distance, 6);
    // Wilson and Hilferty's quantiles are good to a part in a thousand.
    expect(found.bound).toBeCloseTo(bound, 3);
  });
});
