import { describe, expect, test } from '@jest/globals';
import { orderByConfusion, worstConfusions } from '../../../core/report/confusions.ts';

/** `c` is taken for `a` and back; `b` is nearly always right, `d` always. */
const confusion = {
  labels: ['a', 'b', 'c', 'd'],
  counts: [
    [5, 0, 4, 0],
    [0, 9, 1, 0],
    [3, 0, 7, 0],
    [0, 0, 0, 20],
  ],
};
const supports = [9, 10, 10, 20];

describe('mistakes', () => {
  test('are listed by how often they were made, with their share of the class', () => {
    expect(worstConfusions(confusion, supports, 2)).toEqual([
      { expected: 'a', answered: 'c', examples: 4, share: 4 / 9 },
      { expected: 'c', answered: 'a', examples: 3, share: 0.3 },
    ]);
    expect(worstConfusions(confusion, supports, 10)).toHaveLength(3);
  });
});

describe('the order of classes', () => {
  test.each([
    ['puts those that are taken for each other side by side', 4, [2, 0, 1, 3]],
    ['keeps the most confused ones where there is no room for all', 2, [2, 0]],
  ])('%s', (_name, most, expected) => {
    expect(orderByConfusion(confusion, most)).toEqual(expected);
  });

  test('of two classes is that of the labels', () => {
    expect(
      orderByConfusion(
        {
          labels: ['x', 'y'],
          counts: [
            [1, 0],
            [5, 1],
          ],
        },
        20,
      ),
    ).toEqual([0, 1]);
  });
});
