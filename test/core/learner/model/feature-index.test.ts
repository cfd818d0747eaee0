import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bucketOrder, FeatureIndex } from '../../../../core/learner/model/feature-index.ts';

const indexOf = (features: Int32Array) => new FeatureIndex(bucketOrder(features).map((place) => features[place] ?? 0));

describe('an index of features', () => {
  const anyFeatures = fc.uniqueArray(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 300 });

  test('finds each of its features at its own number, and no other feature', () => {
    fc.assert(
      fc.property(anyFeatures, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (chosen, other) => {
        const index = indexOf(Int32Array.from(chosen));
        for (const feature of chosen) expect(index.features[index.find(feature)]).toBe(feature);
        if (!chosen.includes(other)) expect(index.find(other)).toBe(-1);
      }),
    );
  });

  test('holds them in an order that a second ordering leaves alone', () => {
    fc.assert(
      fc.property(anyFeatures, (chosen) => {
        const { features } = indexOf(Int32Array.from(chosen));
        expect([...bucketOrder(features)]).toEqual([...features.keys()]);
      }),
    );
  });

  test('is empty without features', () => {
    expect(indexOf(new Int32Array(0)).find(0)).toBe(-1);
  });
});
