import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { precisionBound, provesPrecision } from '../../../../core/evaluation/calibration/precision-bound.ts';
import { mcNemarP } from '../../../../core/evaluation/gate/mcnemar.ts';
import { binomialAtMost } from '../../../../core/evaluation/metrics/binomial.ts';
import { SCIKIT_LEARN } from '../fixtures/scikit-learn.ts';

describe('the binomial probability', () => {
  test.each([
    [0, 4, 0.5, 1 / 16],
    [1, 4, 0.5, 5 / 16],
    [4, 4, 0.5, 1],
    [0, 0, 0.3, 1],
    [0, 10, 0.1, 0.9 ** 10],
  ])('of at most %i successes in %i trials at %d is by hand %d', (most, trials, share, probability) => {
    expect(binomialAtMost(most, trials, share)).toBeCloseTo(probability, 12);
  });

  test('of few successes and of few failures make up the whole', () => {
    const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(3000), share, (one, other, chance) => {
        const [most, trials] = [Math.min(one, other), Math.max(one, other) + 1];
        const rest = binomialAtMost(trials - most - 1, trials, 1 - chance);
        expect(binomialAtMost(most, trials, chance) + rest).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe("McNemar's test", () => {
  test.each(SCIKIT_LEARN.mcNemar)('of %i wins and %i losses has the p of SciPy', (wins, losses, p) => {
    expect(mcNemarP(wins, losses)).toBeCloseTo(p, 10);
  });

  test('is the same for the candidate and its opponent', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (wins, losses) => {
        expect(mcNemarP(wins, losses)).toBe(mcNemarP(losses, wins));
      }),
    );
  });
});

describe('the precision that answers prove', () => {
  test.each(SCIKIT_LEARN.lowerBounds)('by %i of %i is that of Clopper and Pearson', (right, answered, bound) => {
    expect(precisionBound(right, answered)).toBeCloseTo(bound, 10);
  });

  test.each([
    [298, 298, 0.99, false],
    [299, 299, 0.99, true],
    [119, 119, 0.975, true],
    [119, 119, 0.976, false],
    [472, 473, 0.99, true],
    [10, 10, 1, false],
    [0, 0, 0.5, false],
    [0, 0, 0, true],
  ])('by %i of %i: is %d proved? %s', (right, answered, target, proved) => {
    expect(provesPrecision(right, answered, target)).toBe(proved);
  });
});
