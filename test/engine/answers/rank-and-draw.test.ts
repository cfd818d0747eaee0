import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRandom } from '../../../core/learner/random.ts';
import { createDraw, type DrawRule } from '../../../engine/answers/draw-answer.ts';
import { rankAnswers } from '../../../engine/answers/ranked-answers.ts';

const LETTERS = ['a', 'b', 'c', 'd'];
const HALVES = [0.125, 0.5, 0.125, 0.25];

describe('answers are ranked', () => {
  test('by probability, equals in their order', () => {
    expect(rankAnswers(LETTERS, HALVES).map(({ token }) => token)).toEqual(['b', 'd', 'a', 'c']);
  });

  test('with the logarithms of their probabilities, and -9999 where there is none', () => {
    expect(rankAnswers(['a', 'b'], [0, 1])).toEqual([
      { token: 'b', logprob: 0 },
      { token: 'a', logprob: -9999 },
    ]);
  });

  test.each<[string, number[], [string, number][]]>([
    [
      'the same bias for all changes nothing',
      [7, 7],
      [
        ['b', 0.75],
        ['a', 0.25],
      ],
    ],
    [
      'ln 4 counts a probability four times',
      [Math.log(4), 0],
      [
        ['a', 4 / 7],
        ['b', 3 / 7],
      ],
    ],
    [
      '-100 is a ban',
      [0, -100],
      [
        ['a', 1],
        ['b', 0],
      ],
    ],
    [
      '100 is an order',
      [100, 0],
      [
        ['a', 1],
        ['b', 0],
      ],
    ],
  ])('and biased: %s', (_, biases, expected) => {
    const ranked = rankAnswers(['a', 'b'], [0.25, 0.75], biases);
    expect(ranked.map(({ token }) => token)).toEqual(expected.map(([token]) => token));
    for (const [at, [, probability]] of expected.entries()) {
      expect(Math.exp(ranked[at]?.logprob ?? 0)).toBeCloseTo(probability, 9);
    }
  });

  test('such that biased probabilities add up to 1, whatever the biases', () => {
    const bias = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(bias, bias, bias, bias), (biases) => {
        const total = rankAnswers(LETTERS, HALVES, biases).reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
        expect(total).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe('answers are drawn', () => {
  const DRAWS = 8_000;
  /** How often each answer is drawn. */
  function shares(draw: DrawRule): Record<string, number> {
    const next = createDraw(rankAnswers(LETTERS, HALVES), draw);
    const random = createRandom(3);
    const counts: Record<string, number> = { a: 0, b: 0, c: 0, d: 0 };
    for (let at = 0; at < DRAWS; at += 1) {
      const { token } = next(random());
      counts[token] = (counts[token] ?? 0) + 1 / DRAWS;
    }
    return counts;
  }

  test.each<[string, DrawRule, Record<string, number>]>([
    ['always the first at temperature 0', { temperature: 0, topP: 1 }, { a: 0, b: 1, c: 0, d: 0 }],
    ['as probable at temperature 1', { temperature: 1, topP: 1 }, { a: 0.125, b: 0.5, c: 0.125, d: 0.25 }],
    ['by squares at temperature 1/2', { temperature: 0.5, topP: 1 }, { a: 1 / 22, b: 16 / 22, c: 1 / 22, d: 4 / 22 }],
    ['from the top three quarters', { temperature: 1, topP: 0.75 }, { a: 0, b: 2 / 3, c: 0, d: 1 / 3 }],
    ['from one more, past three quarters', { temperature: 1, topP: 0.76 }, { a: 1 / 7, b: 4 / 7, c: 0, d: 2 / 7 }],
    ['from the first alone', { temperature: 2, topP: 0 }, { a: 0, b: 1, c: 0, d: 0 }],
  ])('%s', (_, draw, expected) => {
    const drawn = shares(draw);
    for (const token of LETTERS) {
      const share = expected[token] ?? 0;
      if (share === 0 || share === 1) expect(drawn[token]).toBeCloseTo(share, 9);
      else expect(Math.abs((drawn[token] ?? 0) - share)).toBeLessThan(0.02);
    }
  });

  test('at either end of what a random number can be', () => {
    const next = createDraw(rankAnswers(LETTERS, HALVES), { temperature: 1, topP: 1 });
    expect([next(0).token, next(1 - 2 ** -53).token]).toEqual(['b', 'c']);
  });
});
