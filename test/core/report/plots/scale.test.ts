import { describe, expect, test } from '@jest/globals';
import { linearScale, ticks } from '../../../../core/report/plots/scale.ts';

describe('an axis', () => {
  test.each([
    [0, 100, 'its beginning', 10],
    [1, 100, 'its end', 210],
    [0.25, 100, 'a quarter of the way', 60],
    [1.5, 100, 'its end, where the value is beyond it', 210],
  ])('places %d', (value, _size, _where, expected) => {
    expect(linearScale([0, 1], [10, 210])(value)).toBe(expected);
  });

  test('may run backwards, as heights do', () => {
    expect([0, 1].map(linearScale([0, 1], [200, 20]))).toEqual([200, 20]);
  });

  test.each([
    [0, 1, 6, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0.9, 1, 6, [0.9, 0.92, 0.94, 0.96, 0.98, 1]],
    [-0.015, 0.012, 6, [-0.015, -0.01, -0.005, 0, 0.005, 0.01]],
    [1, 10, 6, [2, 4, 6, 8, 10]],
    [0, 383, 4, [0, 100, 200, 300]],
    [3, 3, 6, [3]],
  ])('from %d to %d has round numbers, %d at most', (from, to, most, expected) => {
    expect(ticks(from, to, most)).toEqual(expected);
  });
});
