import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fewestAnswers, provesPrecision } from '../../../../core/evaluation/calibration/precision-bound.ts';
import {
  findThreshold,
  findThresholdPerLabel,
  type SureAnswer,
} from '../../../../core/evaluation/calibration/threshold.ts';
import { thresholdSentence } from '../../../../core/evaluation/calibration/threshold-sentence.ts';

/** `right` right answers and `wrong` wrong ones of one confidence. */
const answers = (confidence: number, right: number, wrong = 0, label = 'a'): SureAnswer[] => [
  ...Array.from({ length: right }, () => ({ label, confidence, right: true })),
  ...Array.from({ length: wrong }, () => ({ label, confidence, right: false })),
];

describe('the threshold for a precision', () => {
  test('is the lowest confidence from which on it is proved', () => {
    const { reached } = findThreshold([...answers(0.9, 400), ...answers(0.8, 300, 2), ...answers(0.5, 50, 20)], 0.99);
    expect(reached).toMatchObject({ confidence: 0.8, answers: 702, precision: 700 / 702, coverage: 702 / 772 });
    expect(reached?.proved).toBeCloseTo(0.99106, 5);
  });

  test('is not reached by a precision that is seen and not proved; the best that is proved is told instead', () => {
    const { reached, best } = findThreshold([...answers(0.9, 119), ...answers(0.6, 5, 5)], 0.99);
    expect(reached).toBeNull();
    expect(best).toMatchObject({ confidence: 0.9, answers: 119, precision: 1, coverage: 119 / 129 });
    expect(best?.proved).toBeCloseTo(0.97514, 5);
  });

  test.each([
    [298, false],
    [299, true],
  ])('of 99%% with %i of as many right: is it reached? %s', (count, reached) => {
    expect(findThreshold(answers(0.9, count), 0.99).reached !== null).toBe(reached);
  });

  test('does not part answers of the same confidence', () => {
    const { reached } = findThreshold([...answers(0.9, 299), ...answers(0.8, 100, 100)], 0.99);
    expect(reached).toMatchObject({ confidence: 0.9, answers: 299 });
  });

  test('may come after a confidence at which the precision was not proved', () => {
    // One mistake among the surest hundred; with 473 answers it is forgiven.
    const { reached } = findThreshold([...answers(0.95, 99, 1), ...answers(0.9, 373)], 0.99);
    expect(reached).toMatchObject({ confidence: 0.9, answers: 473 });
  });

  test('of no answers is none', () => {
    expect(findThreshold([], 0.9)).toEqual({ target: 0.9, answers: 0, reached: null, best: null });
  });

  test('is none where no answer is right, however many confidences there are', () => {
    const wrong = [0.9, 0.8, 0.7, 0.51].flatMap((confidence) => answers(confidence, 0, 1));
    expect(findThreshold(wrong, 0.99)).toEqual({ target: 0.99, answers: 4, reached: null, best: null });
  });

  test('is not above the first answer that is right, where surer ones are wrong', () => {
    const { best } = findThreshold([...answers(0.9, 0, 1), ...answers(0.8, 1), ...answers(0.7, 0, 1)], 0.99);
    expect(best).toMatchObject({ confidence: 0.8, answers: 2, precision: 0.5 });
  });

  test('proves the target where it is reached, and never more than the best', () => {
    const answer = fc.record({
      label: fc.constant('a'),
      confidence: fc.constantFrom(0.5, 0.6, 0.7, 0.8, 0.9, 1),
      right: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.boolean() }),
    });
    fc.assert(
      fc.property(
        fc.array(answer, { minLength: 1, maxLength: 300 }),
        fc.constantFrom(0.5, 0.8, 0.95),
        (drawn, target) => {
          const { reached, best } = findThreshold(drawn, target);
          expect(best?.proved ?? 0).toBeGreaterThanOrEqual(reached?.proved ?? 0);
          expect(reached !== null).toBe((best?.proved ?? 0) >= target);
          if (!reached) return;
          expect(reached.proved).toBeGreaterThanOrEqual(target - 1e-9);
          const given = drawn.filter(({ confidence }) => confidence >= reached.confidence);
          expect(given.length).toBe(reached.answers);
          expect(given.filter(({ right }) => right).length / given.length).toBeCloseTo(reached.precision, 12);
        },
      ),
    );
  });
});

test('a threshold for each label looks at the answers with that label alone', () => {
  const drawn = [...answers(0.9, 299, 0, 'a'), ...answers(0.9, 0, 10, 'b'), ...answers(0.95, 30, 0, 'c')];
  const found = findThresholdPerLabel(drawn, ['a', 'b', 'c', 'd'], 0.9);
  expect(found.map(({ label, reached }) => [label, reached?.coverage ?? null])).toEqual([
    ['a', 1],
    ['b', null],
    ['c', 1],
    ['d', null],
  ]);
  expect(found.map(({ best }) => best?.proved.toFixed(3) ?? null)).toEqual(['0.990', null, '0.905', null]);
});

test.each([
  [
    [...answers(0.9, 400), ...answers(0.8, 300, 2), ...answers(0.5, 50, 20)],
    'a precision of 99.0% is proved from a confidence of 0.800 on, which 90.9% of 772 held-out answers have',
  ],
  [
    [...answers(0.9, 119), ...answers(0.6, 5, 5)],
    'a precision of 99.0% is not proved: 129 held-out answers prove 97.5% at most, from a confidence of 0.900 on, which 92.2% of them have; it takes at least 299 that are all right',
  ],
  [
    answers(0.9, 298),
    'a precision of 99.0% is not proved: 298 held-out answers prove 98.9% at most, from a confidence of 0.900 on, which 100.0% of them have; it takes at least 299 that are all right',
  ],
  [
    answers(0.9, 380, 20),
    'a precision of 99.0% is not proved: 400 held-out answers prove 92.8% at most, from a confidence of 0.900 on, which 100.0% of them have',
  ],
  [
    answers(0.9, 0, 4),
    'a precision of 99.0% is not proved: none of 4 held-out answers is right, so that every answer is withheld',
  ],
  [[], 'a precision of 99.0% is not proved: there are no held-out answers'],
])('%#: one sentence says what is proved', (drawn, sentence) => {
  expect(thresholdSentence(findThreshold(drawn, 0.99), 'held-out answers')).toBe(sentence);
});

test.each([0.5, 0.9, 0.95, 0.975, 0.99, 0.999])(
  'the fewest answers that prove %d do, and one less does not',
  (target) => {
    const fewest = fewestAnswers(target);
    expect([fewest - 1, fewest].map((count) => provesPrecision(count, count, target))).toEqual([false, true]);
  },
);
