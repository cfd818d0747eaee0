import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { areaUnderRoc, averagePrecision, type RankedExample } from '../../../core/evaluation/ranking-metrics.ts';

const ranked = (...examples: [score: number, positive: 0 | 1][]): RankedExample[] =>
  examples.map(([score, positive]) => ({ score, positive: positive === 1 }));

const anyRanking = fc.array(
  fc.record({ score: fc.integer({ min: 0, max: 9 }).map((tenths) => tenths / 10), positive: fc.boolean() }),
  { maxLength: 40 },
);

describe('the area under the ROC', () => {
  test.each([
    ['everything in order', ranked([0.9, 1], [0.8, 1], [0.3, 0]), 1],
    ['everything the wrong way round', ranked([0.9, 0], [0.8, 0], [0.3, 1]), 0],
    ['equal scores', ranked([0.5, 1], [0.5, 0], [0.5, 0]), 0.5],
    // The example of scikit-learn's documentation of roc_auc_score.
    ['one pair of four the wrong way round', ranked([0.1, 0], [0.4, 0], [0.35, 1], [0.8, 1]), 0.75],
    ['one kind alone', ranked([0.9, 1]), null],
  ])('of %s', (_name, examples, area) => {
    expect(areaUnderRoc(examples)).toBe(area);
  });

  test('is the share of pairs in the right order, counted one by one', () => {
    fc.assert(
      fc.property(anyRanking, (examples) => {
        const pairs = examples
          .filter(({ positive }) => positive)
          .flatMap((one) =>
            examples
              .filter(({ positive }) => !positive)
              .map((other) => (one.score > other.score ? 1 : one.score === other.score ? 0.5 : 0)),
          );
        const share = pairs.length ? pairs.reduce<number>((sum, pair) => sum + pair, 0) / pairs.length : null;
        const area = areaUnderRoc(examples);
        if (share === null || area === null) expect(area).toBe(share);
        else expect(area).toBeCloseTo(share, 12);
      }),
    );
  });
});

describe('the average precision', () => {
  test.each([
    ['everything in order', ranked([0.9, 1], [0.8, 1], [0.3, 0]), 1],
    // The example of scikit-learn's documentation of average_precision_score: 0.83.
    ['one pair of four the wrong way round', ranked([0.1, 0], [0.4, 0], [0.35, 1], [0.8, 1]), 0.5 + 0.5 * (2 / 3)],
    ['equal scores is the share of the class', ranked([0.5, 1], [0.5, 0], [0.5, 0], [0.5, 0]), 0.25],
    ['no example of the class', ranked([0.9, 0]), null],
  ])('of %s', (_name, examples, area) => {
    expect(averagePrecision(examples)).toBe(area);
  });
});
