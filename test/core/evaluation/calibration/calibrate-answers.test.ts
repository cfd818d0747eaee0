import { describe, expect, test } from '@jest/globals';
import type { ScoredExample } from '../../../../core/contract/evaluation.ts';
import { calibrateAnswers, findAbstention } from '../../../../core/evaluation/calibration/calibrate-answers.ts';
import type { SureAnswer } from '../../../../core/evaluation/calibration/threshold.ts';
import { createRandom } from '../../../../core/learner/random.ts';
import { leastConfidence } from '../../../../core/prediction/abstention.ts';
import { atTemperature } from '../../../../core/prediction/at-temperature.ts';

const LABELS = [
  { label: 'ham', answer: '0' },
  { label: 'spam', answer: '1' },
];
const NAMES = LABELS.map(({ label }) => label);

/** Held-out answers, all as sure; of each eleven, ten are right. */
const heldOut = (count: number, confidence: number | null): ScoredExample[] =>
  Array.from({ length: count }, (_, row) => ({
    row,
    expected: row % 11 === 0 ? 'spam' : 'ham',
    label: 'ham',
    probabilities:
      confidence === null
        ? null
        : [
            { label: 'ham', probability: confidence },
            { label: 'spam', probability: 1 - confidence },
          ],
    seconds: 0,
  }));
/** Answers out of fold, named as the model was taught them. */
const outOfFold = (count: number, answer = '0', right = true): SureAnswer[] =>
  Array.from({ length: count }, () => ({ label: answer, confidence: 0.95, right }));

describe('what a version is calibrated with', () => {
  test('is a temperature that was fitted on the held-out answers, and measured on those it was not fitted on', () => {
    const { calibration, scored, from } = calibrateAnswers(heldOut(220, 0.9999), LABELS, undefined);
    expect(from).toBe('held-out');
    expect(calibration).toMatchObject({ from: 'held-out', answers: 220 });
    // The odds of 9999 to 1 should be 10 to 1.
    expect(calibration?.temperature).toBeCloseTo(Math.log(9999) / Math.log(10), 0);
    expect(calibration?.expectedCalibrationError).toBeLessThan(0.03);
    expect(scored[0]?.probabilities?.[0]?.probability).toBeCloseTo(10 / 11, 1);
  });

  test('is left alone where the provider tells answers that its model had not learnt, and measured by these', () => {
    const held = heldOut(220, 0.9999);
    const { calibration, scored, unlearnt } = calibrateAnswers(held, LABELS, [
      ...outOfFold(95),
      ...outOfFold(5, '1', false),
    ]);
    expect(calibration).toMatchObject({ temperature: 1, from: 'out-of-fold', answers: 100 });
    expect(calibration?.expectedCalibrationError).toBeCloseTo(0, 9);
    expect(scored).toBe(held);
    expect([unlearnt[0]?.label, unlearnt.at(-1)?.label]).toEqual(['ham', 'spam']);
  });

  test.each([
    ['the host tells no probabilities', heldOut(200, null)],
    ['there are fewer than 10 answers', heldOut(9, 0.9)],
  ])('is nothing where %s', (_name, held) => {
    expect(calibrateAnswers(held, LABELS, undefined)).toMatchObject({ calibration: null, scored: held });
  });
});

describe('from which confidence on a version answers', () => {
  test('is proved by answers out of fold, where there are some', () => {
    const found = calibrateAnswers(heldOut(20, 0.9), LABELS, outOfFold(299));
    const abstention = findAbstention(found, NAMES, { precision: 0.99 });
    expect(abstention).toMatchObject({
      precision: 0.99,
      per: 'overall',
      from: 'out-of-fold',
      thresholds: [{ label: null, answers: 299, reached: { confidence: 0.95, coverage: 1 } }],
    });
    expect(abstention.sentences).toEqual([
      'a precision of 99.0% is proved from a confidence of 0.950 on, which 100.0% of 299 answers out of fold have',
    ]);
  });

  test.each([1, 2, 3])('is proved by the very answers that it lets pass once it serves (draw %i)', (seed) => {
    const random = createRandom(seed);
    const held = Array.from({ length: 300 }, (_, row): ScoredExample => {
      const [first, second] = [0.5 + random() / 2, random() / 2].sort((one, other) => other - one) as [number, number];
      const total = first + second + 0.1;
      const expected = random() < first / total ? 'ham' : 'spam';
      const probabilities = [
        { label: 'ham', probability: first / total },
        { label: 'spam', probability: second / total },
        { label: 'news', probability: 0.1 / total },
      ];
      return { row, expected, label: 'ham', probabilities, seconds: 0 };
    });
    const labels = ['ham', 'spam', 'news'].map((label) => ({ label, answer: label }));
    const found = calibrateAnswers(held, labels, undefined);
    const abstention = findAbstention(found, ['ham', 'spam', 'news'], { precision: 0.7 });
    const least = leastConfidence(abstention, 'ham');
    const given = held.filter(({ probabilities }) => {
      const [first] = atTemperature(probabilities ?? [], found.calibration?.temperature ?? 0);
      return (first?.probability ?? 0) >= least;
    });
    const { reached, best } = abstention.thresholds[0] ?? {};
    const effect = reached ?? best;
    expect([effect?.answers, effect?.precision]).toEqual([
      given.length,
      given.filter(({ expected, label }) => expected === label).length / given.length,
    ]);
  });

  test('is the best that the answers prove where they are too few, for each label by itself', () => {
    const answers = [...outOfFold(298), ...outOfFold(400, '1')];
    const found = calibrateAnswers(heldOut(20, 0.9), LABELS, answers);
    const { thresholds, sentences } = findAbstention(found, NAMES, { precision: 0.99, per: 'class' });
    expect(thresholds).toMatchObject([
      { label: 'ham', reached: null, best: { confidence: 0.95 } },
      { label: 'spam', reached: { confidence: 0.95 } },
    ]);
    expect(sentences).toEqual([
      expect.stringMatching(/^"ham": a precision of 99\.0% is not proved: .* at least 299 that are all right$/),
      expect.stringMatching(/^"spam": a precision of 99\.0% is proved/),
    ]);
  });

  test.each([
    [40, '40 of all 100 held-out answers were none of the labels and would not be given: no share counts them'],
    [1, '1 of all 100 held-out answers was none of the labels and would not be given: no share counts them'],
  ])('says besides how many answers its share leaves out: %i', (outside, sentence) => {
    const held = heldOut(100, 0.9).map((one, index) => (index < outside ? { ...one, label: null } : one));
    const { thresholds, sentences } = findAbstention(calibrateAnswers(held, LABELS, undefined), NAMES, {
      precision: 0.5,
    });
    expect(thresholds).toMatchObject([{ answers: 100 - outside, reached: { coverage: 1 } }]);
    expect(sentences).toEqual([
      expect.stringMatching(`which 100\\.0% of ${100 - outside} held-out answers have$`),
      sentence,
    ]);
  });

  test('says so where no answer has a probability', () => {
    const found = calibrateAnswers(heldOut(200, null), LABELS, undefined);
    expect(findAbstention(found, NAMES, { precision: 0.9 })).toMatchObject({
      thresholds: [{ label: null, answers: 0, reached: null, best: null }],
      sentences: ['a precision of 90.0% is not proved: there are no held-out answers with a probability'],
    });
  });
});
