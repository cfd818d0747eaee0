import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chooseSuspects, findConfidentErrors } from '../../../../core/dataset/label-audit/confident-learning.ts';
import { judgeOutOfFold, type OutOfFold } from '../../../../core/dataset/label-audit/out-of-fold.ts';

/** What follows from probabilities by example and class: their logarithms are scores of temperature 1. */
function judge(probabilities: readonly (readonly number[])[], given: readonly number[], judged?: boolean[]): OutOfFold {
  const classCount = probabilities[0]?.length ?? 0;
  // Two classes share one column, in which the scores are each other's negative: half the difference of the logarithms.
  const values = probabilities.flatMap((row) =>
    classCount === 2 ? [Math.log((row[1] ?? 0) / (row[0] ?? 0)) / 2] : row.map(Math.log),
  );
  const classes = Int32Array.from(given);
  const held = { classCount, rows: Int32Array.from(given.keys()), classes, values: Float64Array.from(values) };
  return judgeOutOfFold(held, 1, judged ?? new Array<boolean>(classCount).fill(true));
}

describe('out-of-fold probabilities', () => {
  test('a class is confident from the mean of its own examples on, worked out by hand', () => {
    // Thresholds: class 0 (.9 + .6 + .3) / 3 = .6, class 1 (.8 + .5) / 2 = .65.
    const outOfFold = judge(
      [
        [0.9, 0.1],
        [0.61, 0.39],
        [0.3, 0.7],
        [0.2, 0.8],
        [0.5, 0.5],
      ],
      [0, 0, 0, 1, 1],
    );
    expect([...outOfFold.selfConfidence].map((value) => Number(value.toFixed(4)))).toEqual([0.9, 0.61, 0.3, 0.8, 0.5]);
    expect([...outOfFold.likeliest]).toEqual([0, 0, 1, 1, 0]);
    expect([...outOfFold.confidentClass]).toEqual([0, 0, 1, 1, -1]);
  });

  test('of several confident classes the likeliest counts, and a rarely sure class needs less', () => {
    // Thresholds .8, .35 and (.4 + .3) / 2 = .35: the third example reaches those of classes 1 and 2, the last none.
    const outOfFold = judge(
      [
        [0.8, 0.1, 0.1],
        [0.33, 0.35, 0.32],
        [0.24, 0.36, 0.4],
        [0.4, 0.3, 0.3],
      ],
      [0, 1, 2, 2],
    );
    expect([...outOfFold.confidentClass]).toEqual([0, 1, 2, -1]);
    expect([...outOfFold.likeliest]).toEqual([0, 1, 2, 0]);
  });

  test('a class that is not judged is nowhere the likeliest', () => {
    const outOfFold = judge(
      [
        [0.1, 0.2, 0.7],
        [0.6, 0.3, 0.1],
      ],
      [0, 1],
      [true, true, false],
    );
    expect([...outOfFold.likeliest]).toEqual([1, 0]);
    expect(outOfFold.confidentClass).not.toContain(2);
  });
});

const outOfFold = (parts: Partial<OutOfFold> & Pick<OutOfFold, 'classes'>): OutOfFold => ({
  judged: [true, true],
  selfConfidence: new Float32Array(parts.classes.length),
  likeliest: parts.classes,
  likeliestProbability: new Float32Array(parts.classes.length),
  confidentClass: parts.classes,
  ...parts,
});

describe('confident errors', () => {
  test('are estimated for the whole class from the part that is over a threshold', () => {
    // Class 0: ten examples, four counted for 0, one for 1: a fifth of ten. Class 1: five, all counted for 1.
    const classes = Int32Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    const confidentClass = Int32Array.from([0, 0, 0, 0, 1, -1, -1, -1, -1, -1, 1, 1, 1, 1, 1]);
    expect(findConfidentErrors(outOfFold({ classes, confidentClass }))).toEqual({ found: [4], estimated: 2 });
  });

  test('of a class that is not judged do not count', () => {
    const classes = Int32Array.of(0, 0, 1);
    const confidentClass = Int32Array.of(0, 0, 0);
    const found = findConfidentErrors(outOfFold({ classes, confidentClass, judged: [true, false] }));
    expect(found).toEqual({ found: [], estimated: 0 });
  });
});

describe('suspects', () => {
  const classes = Int32Array.of(0, 0, 0, 0, 0);
  const likeliest = Int32Array.of(1, 1, 0, 1, 1);
  const selfConfidence = Float32Array.of(0.15, 0.05, 0.01, 0.3, 0.1);
  const likeliestProbability = selfConfidence.map((own) => 1 - own);
  const all = outOfFold({ classes, likeliest, selfConfidence, likeliestProbability });

  test.each<[string, { found: number[]; estimated: number }, number[]]>([
    ['come with the least confident first', { found: [0, 1], estimated: 2 }, [1, 4]],
    ['are none where there are no confident errors', { found: [], estimated: 0 }, []],
    ['beyond the confident errors are only the sure ones', { found: [0], estimated: 5 }, [1, 4, 0]],
    ['are no more than the estimate', { found: [0], estimated: 2 }, [1, 4]],
    ['are as many as confident errors, sure or not', { found: [0, 1, 3, 4], estimated: 4 }, [1, 4, 0, 3]],
  ])('%s', (_name, errors, expected) => {
    expect(chooseSuspects(all, errors)).toEqual(expected);
  });

  test('always have a likelier label of a judged class, rising self-confidence, and no repetition', () => {
    const example = fc.record({
      given: fc.nat(3),
      scores: fc.tuple(...[1, 2, 3, 4].map(() => fc.integer({ min: 1, max: 50 }))),
    });
    fc.assert(
      fc.property(
        fc.array(example, { minLength: 1, maxLength: 60 }),
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        (examples, flags) => {
          const judged = flags.map((flag, index) => flag || index < 2);
          const probabilities = examples.map(({ scores }) => {
            const total = scores.reduce((sum, score) => sum + score, 0);
            return scores.map((score) => score / total);
          });
          const found = judge(
            probabilities,
            examples.map(({ given }) => given),
            judged,
          );
          const suspects = chooseSuspects(found, findConfidentErrors(found));
          expect(new Set(suspects).size).toBe(suspects.length);
          for (const [place, suspect] of suspects.entries()) {
            const own = found.selfConfidence[suspect] ?? 0;
            expect(found.likeliestProbability[suspect]).toBeGreaterThanOrEqual(own);
            expect(found.likeliest[suspect]).not.toBe(examples[suspect]?.given);
            expect(judged[found.likeliest[suspect] ?? -1]).toBe(true);
            expect(judged[examples[suspect]?.given ?? -1]).toBe(true);
            expect(own).toBeGreaterThanOrEqual(found.selfConfidence[suspects[place - 1] ?? suspect] ?? 0);
          }
        },
      ),
    );
  });
});
