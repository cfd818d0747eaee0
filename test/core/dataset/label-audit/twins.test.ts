import { describe, expect, test } from '@jest/globals';
import { FeatureCounter, isWordFeature } from '../../../../core/learner/features/tokenize.ts';
import { createRandom } from '../../../../core/learner/random.ts';
import { topClass } from '../../../../core/learner/scores.ts';
import { crossFit } from '../../../../core/learner/training/cross-fit.ts';

describe('what the audit asks of the learner', () => {
  test('rows of a group are held out together: what only a twin could tell is not known', async () => {
    // Two rows for each feature, with the same random class: a model knows a row only through its twin.
    const pairs = 200;
    const random = createRandom(2);
    const classOf = Int32Array.from({ length: pairs }, () => Math.floor(random() * 2));
    const count = pairs * 2;
    const twin = Int32Array.from({ length: count }, (_, row) => row >> 1);
    const rows = {
      count,
      starts: Int32Array.from({ length: count + 1 }, (_, row) => row),
      columns: twin,
      values: new Float32Array(count).fill(1),
    };
    const classes = twin.map((pair) => classOf[pair] ?? 0);
    const shareRight = async (groups?: Int32Array) => {
      const shares: number[] = [];
      const { values, rows: held } = await crossFit({
        rows,
        classes,
        classCount: 2,
        features: pairs,
        folds: 5,
        epochs: 2,
        ...(groups && { groups }),
        onProgress: (share) => shares.push(share),
      });
      expect(shares.map((share) => Math.round(share * 5))).toEqual([1, 2, 3, 4, 5]);
      expect([...held]).toEqual([...rows.starts.subarray(0, count)]);
      return classes.filter((expected, row) => topClass(values.subarray(row, row + 1), 2) === expected).length / count;
    };
    expect(await shareRight()).toBeGreaterThan(0.75);
    expect(await shareRight(twin)).toBeLessThan(0.6);
  });

  test('counting words alone gives the words that counting everything gives', () => {
    const text = 'The goalie met the puck: the goalie won! 漢字 😀';
    const counted = (counter: FeatureCounter) => {
      const { size, keys, counts } = counter.count(text);
      return Array.from({ length: size }, (_, at) => [keys[at] ?? 0, counts[at] ?? 0] as const);
    };
    const words = counted(new FeatureCounter('words'));
    expect(words.length).toBeGreaterThan(10);
    expect(words).toEqual(counted(new FeatureCounter()).filter(([key]) => isWordFeature(key)));
  });
});
