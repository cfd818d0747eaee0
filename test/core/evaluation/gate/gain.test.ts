import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ComparedExample } from '../../../../core/evaluation/gate/compared-example.ts';
import { measureGain } from '../../../../core/evaluation/gate/gain.ts';
import { macroF1 } from '../../../../core/evaluation/metrics/macro-f1.ts';
import { SCIKIT_LEARN } from '../fixtures/scikit-learn.ts';
import { comparedExamples } from './compared-examples.ts';

describe('the gain', () => {
  test('by accuracy is the wins less the losses, and its interval that of chance', () => {
    const { gain, interval, alike } = measureGain(
      comparedExamples({ both: 150, wins: 30, losses: 10, neither: 10 }),
      'accuracy',
    );
    expect([gain, alike]).toEqual([0.1, false]);
    // Normal approximation: 0.1 -+ 1.96 * sqrt((0.2 - 0.01) / 200) = 0.040 to 0.160.
    expect(interval[0]).toBeCloseTo(0.04, 1.7);
    expect(interval[1]).toBeCloseTo(0.16, 1.7);
  });

  test('by macro F1 counts a rare class as much as a frequent one', () => {
    const examples = comparedExamples({ label: 'frequent', both: 90 }, { label: 'rare', wins: 10 });
    expect(measureGain(examples, 'accuracy').gain).toBeCloseTo(0.1, 12);
    // The opponent: F1 of 1, of 0, and of 0 for the label it made up, which the candidate's mean does not hold.
    expect(measureGain(examples, 'macroF1').gain).toBeCloseTo(1 - 1 / 3, 12);
  });

  // 3.8415 is the square of 1.96: Wilson's upper end for 0 of n is 3.8415 / (n + 3.8415).
  test.each([
    ['nothing sets them apart', { both: 100 }, 0, [-3.8415 / 103.8415, 3.8415 / 103.8415]],
    ['both are always wrong', { neither: 10 }, 0, [-3.8415 / 13.8415, 3.8415 / 13.8415]],
    ['the candidate always wins', { wins: 10 }, 1, [1 - (2 * 3.8415) / 13.8415, 1]],
    ['the candidate always loses', { losses: 10 }, -1, [-1, -1 + (2 * 3.8415) / 13.8415]],
    ['there is one example', { wins: 1 }, 1, [1 - (2 * 3.8415) / 4.8415, 1]],
  ])('has the width of what was never seen where %s', (_name, outcomes, gain, [low = 0, high = 0]) => {
    const found = measureGain(comparedExamples(outcomes), 'accuracy');
    expect([found.gain, found.alike]).toEqual([gain, true]);
    expect(found.interval[0]).toBeCloseTo(low, 4);
    expect(found.interval[1]).toBeCloseTo(high, 4);
  });

  test('by macro F1 is less certain than by accuracy where a class is rare', () => {
    const examples = comparedExamples({ label: 'frequent', both: 90 }, { label: 'rare', both: 10 });
    const [byAccuracy, byMacroF1] = (['accuracy', 'macroF1'] as const).map((metric) => measureGain(examples, metric));
    expect(byMacroF1?.interval[0]).toBeLessThan(byAccuracy?.interval[0] ?? -1);
  });

  const label = fc.constantFrom('a', 'b', 'c');
  const example: fc.Arbitrary<ComparedExample> = fc.record({
    expected: label,
    candidate: fc.option(label),
    opponent: fc.option(label),
  });
  const drawn = fc.array(example, { minLength: 1, maxLength: 30 });

  test.each(['accuracy', 'macroF1'] as const)('by %s turns round when the two are exchanged', (metric) => {
    fc.assert(
      fc.property(drawn, (examples) => {
        const one = measureGain(examples, metric);
        const exchanged = examples.map(({ expected, candidate, opponent }) => ({
          expected,
          candidate: opponent,
          opponent: candidate,
        }));
        const other = measureGain(exchanged, metric);
        expect(one.gain).toBeCloseTo(-other.gain, 12);
        expect(one.alike).toBe(other.alike);
        for (const end of [one.gain, ...one.interval]) expect(Math.abs(end)).toBeLessThanOrEqual(1 + 1e-12);
        expect(one.interval[0]).toBeLessThanOrEqual(one.interval[1]);
      }),
      { numRuns: 20 },
    );
  });
});

describe('macro F1 of the examples drawn', () => {
  const everyExample = ({ expected }: { expected: number[] }) => Int32Array.from(expected.keys());

  test.each(SCIKIT_LEARN.tables)('is that of scikit-learn for each of $name once', (table) => {
    const { labels, expected, answered } = table;
    const answers = {
      classCount: labels.length,
      expected: Int32Array.from(expected),
      answered: Int32Array.from(answered),
    };
    expect(macroF1(answers, everyExample(table))).toBeCloseTo(table.macroF1, 12);
  });

  test('counts an example as often as it was drawn, and an answer that is no class’s as missed', () => {
    const answers = { classCount: 2, expected: Int32Array.of(0, 0, 1), answered: Int32Array.of(0, -1, 1) };
    // Class 0: expected 3 times, hit twice, answered twice. Class 1 was not drawn.
    expect(macroF1(answers, Int32Array.of(0, 0, 1))).toBeCloseTo((2 * 2) / (3 + 2), 12);
  });
});
