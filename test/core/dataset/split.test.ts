import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Example } from '../../../core/dataset/example.ts';
import { hashText } from '../../../core/dataset/hash-text.ts';
import { shareOut } from '../../../core/dataset/share-out.ts';
import { MOST_SCORED, type Split, splitExamples } from '../../../core/dataset/split.ts';

const example = (text: string, label: string, row = 0): Example => ({ row, text, label, hash: hashText(text) });

/** Enough of a class for it to lie on both sides by its hashes alone: all 60 on one side happens once in 650,000 times. */
const CLASS_SIZE = 60;

const someExamples = (seed: number, labels: readonly string[], size = CLASS_SIZE) =>
  labels.flatMap((label, index) =>
    Array.from({ length: size }, (_, n) => example(`${seed} ${index} ${n}`, label, index * size + n)),
  );

const sides = (split: Split) =>
  new Map([
    ...split.train.map(({ text }) => [text, 'train'] as const),
    ...[...split.validation, ...split.surplus].map(({ text }) => [text, 'held out'] as const),
  ]);

describe('the split', () => {
  test('does not move an example when the file is shuffled, grows or is relabelled', () => {
    fc.assert(
      fc.property(fc.nat(), fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (seed, chance) => {
        const few = someExamples(seed, ['a', 'b']);
        const before = sides(splitExamples(few, 0.2));
        const shuffled = few.map((one) => ({ one, at: chance.next().value })).sort((x, y) => x.at - y.at);
        const grown = [...few, ...someExamples(seed + 1, ['a', 'b', 'c'])];
        const relabelled = few.map((one, index) => ({ ...one, label: index % 2 === 0 ? 'x' : 'y' }));
        for (const changed of [shuffled.map(({ one }) => one), grown, relabelled]) {
          const after = sides(splitExamples(changed, 0.2));
          for (const [text, side] of before) expect(after.get(text)).toBe(side);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('has every class of two or more texts on both sides, and a class of one in training', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.nat(), sizes, fc.constantFrom(0.01, 0.2, 0.9), (seed, counts, fraction) => {
        const all = counts.flatMap((size, index) => someExamples(seed + index, [`label ${index}`], size));
        const { surplus, train, validation } = splitExamples(all, fraction);
        for (const [index, size] of counts.entries()) {
          const of = (side: readonly Example[]) => side.filter(({ label }) => label === `label ${index}`).length;
          expect(of(train)).toBeGreaterThanOrEqual(1);
          if (size > 1) expect(of(validation)).toBeGreaterThanOrEqual(1);
        }
        expect(train.length + validation.length + surplus.length).toBe(all.length);
      }),
    );
  });

  test('holds out the lowest hash of a small class that lies wholly under training', () => {
    const wholly = Array.from({ length: 50 }, (_, n) => example(`text ${n}`, 'rare')).filter(
      ({ hash }) => Number.parseInt(hash.slice(0, 2), 16) > 0x80,
    );
    const three = wholly.slice(0, 3);
    const lowest = three.toSorted((a, b) => (a.hash < b.hash ? -1 : 1))[0];
    expect(splitExamples(three, 0.2).validation).toEqual([lowest]);
  });

  test('holds out about the fraction that was asked for', () => {
    const { validation } = splitExamples(someExamples(7, ['a', 'b'], 1000), 0.2);
    // 2,000 draws with p = 0.2: 4.5 standard deviations are 80.
    expect(Math.abs(validation.length - 400)).toBeLessThan(80);
  });

  test('scores 1,000 held-out examples at most, of each class in proportion, and trains on none of the others', () => {
    const all = [...someExamples(1, ['large'], 6000), ...someExamples(2, ['small'], 1500)];
    const { surplus, train, validation } = splitExamples(all, 0.2);
    expect(validation).toHaveLength(MOST_SCORED);
    const heldOut = [...validation, ...surplus];
    const share = (of: readonly Example[]) => of.filter(({ label }) => label === 'small').length / of.length;
    expect(share(validation)).toBeCloseTo(share(heldOut), 2);
    for (const label of ['large', 'small']) {
      const scored = validation.filter((one) => one.label === label).map(({ hash }) => hash);
      const left = surplus.filter((one) => one.label === label).map(({ hash }) => hash);
      expect((scored.toSorted().at(-1) ?? '') < (left.toSorted()[0] ?? '')).toBe(true);
    }
    expect(train.every(({ hash }) => Number.parseInt(hash.slice(0, 8), 16) / 2 ** 32 >= 0.199)).toBe(true);
  });
});

test('sharing out gives everybody a part in proportion, nobody more than it has, and the total to all together', () => {
  const sizes = fc.array(fc.nat({ max: 3000 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(sizes, (all) => {
      const sum = all.reduce((a, b) => a + b, 0);
      const parts = shareOut(1000, all);
      expect(parts.reduce((a, b) => a + b, 0)).toBe(Math.min(1000, sum));
      for (const [index, part] of parts.entries()) {
        const size = all[index] ?? 0;
        expect(part).toBeLessThanOrEqual(size);
        expect(part).toBeGreaterThanOrEqual(Math.min(1, size));
      }
    }),
  );
});
