import { describe, expect, test } from '@jest/globals';
import {
  applyGate,
  type GateFinding,
  type GateRules,
  USUAL_RULES,
} from '../../../../core/evaluation/gate/gate-rules.ts';
import { baselineSentence, isPromoted, verdictSentence } from '../../../../core/evaluation/gate/verdict-sentence.ts';
import { comparedExamples, type Outcomes } from './compared-examples.ts';

const found = (
  outcomes: Outcomes | Outcomes[],
  changed: Partial<GateRules> = {},
  opponent: GateFinding['opponent'] = 'champion',
) => applyGate(comparedExamples(...[outcomes].flat()), opponent, { ...USUAL_RULES, ...changed });

const BETTER = found({ both: 80, wins: 18, neither: 2 });
const WORSE = found({ both: 100, losses: 30 });

describe('whether a candidate goes into service', () => {
  test.each([
    ['automatic', BETTER, true],
    ['automatic', WORSE, false],
    ['manual', BETTER, false],
    ['always', WORSE, true],
    ['always', found({}), true],
    ['automatic', found({}), false],
  ] as const)('is by %s promotion and by what the gate found', (promotion, finding, promoted) => {
    expect(isPromoted(finding, promotion)).toBe(promoted);
  });
});

/** Numbers of intervals, which the bootstrap draws, are left out: other tests hold them. */
const withoutIntervals = (sentence: string) => sentence.replace(/interval -?\d+\.\d to -?\d+\.\d/, 'interval');

describe('the sentence', () => {
  test.each<[GateFinding, string]>([
    [BETTER, 'better than version 1 by 18.0 points (95% interval) on 100 examples: promoted'],
    [
      WORSE,
      'worse than version 1 by 23.1 points (95% interval) on 130 examples, and "a" loses 23.1 points of recall on 130 examples: not promoted',
    ],
    [
      found({ both: 100 }),
      "as good as version 1 (95% interval, Wilson's, since every example came out alike) on 100 examples: promoted",
    ],
    [
      found({ both: 90, wins: 6, losses: 5 }),
      'better than version 1 by 1.0 points (95% interval) on 101 examples, but a loss of 1.0 points is not excluded: not promoted',
    ],
    [
      found({ both: 300, wins: 5 }, { minGain: 0.02 }),
      'better than version 1 by 1.6 points (95% interval) on 305 examples, but the settings ask for a gain of 2.0 points: not promoted',
    ],
    [
      found({ both: 234, wins: 4 }, { gate: 'strict' }),
      "better than version 1 by 1.7 points (95% interval) on 238 examples, but McNemar's p of 0.125 is not under 0.05: not promoted",
    ],
    [
      found([
        { label: 'ham', both: 300, wins: 40 },
        { label: 'spam', both: 20, losses: 5 },
      ]),
      'better than version 1 by 9.6 points (95% interval) on 365 examples, but "spam" loses 20.0 points of recall on 25 examples: not promoted',
    ],
    [
      found({ both: 300, wins: 30 }, { metric: 'macroF1' }),
      'better than version 1 by 52.4 points of macro F1 (95% interval) on 330 examples: promoted',
    ],
    [
      found({ both: 2999, losses: 1 }),
      'worse than version 1 by less than 0.1 points (95% interval) on 3000 examples: not promoted',
    ],
  ])('%#: says what was compared, by how much, and what follows', (finding, sentence) => {
    expect(withoutIntervals(verdictSentence(finding, 'version 1', 'automatic'))).toBe(sentence);
  });

  test('shows the ends of the interval in points', () => {
    const sentence = verdictSentence(found({ wins: 10 }), 'version 1', 'automatic');
    expect(sentence).toContain('by 100.0 points (95% interval 44.5 to 100.0,');
  });

  test('says of a first version that chance alone may have done it', () => {
    const finding = found({ both: 60, wins: 3, losses: 2, neither: 35 }, {}, 'majority');
    expect(verdictSentence(finding, 'always answering the most frequent label', 'automatic')).toMatch(
      / on 100 examples, but chance alone may have done it: not promoted$/,
    );
  });

  test.each([
    [0, 'automatic', 'not comparable with version 1, since no held-out example suits both: a person decides'],
    [
      9,
      'automatic',
      'not comparable with version 1, since only 9 of the 10 examples that are needed suit both: a person decides',
    ],
    [
      1,
      'manual',
      'not comparable with version 1, since only 1 of the 10 examples that are needed suits both: a person decides',
    ],
    [
      0,
      'always',
      'not comparable with version 1, since no held-out example suits both: promoted, since the settings always promote',
    ],
  ] as const)('of %i examples and %s promotion says that they are too few', (both, promotion, sentence) => {
    expect(verdictSentence(found({ both }), 'version 1', promotion)).toBe(sentence);
  });

  test('has one comma where the name ends in one', () => {
    const sentence = verdictSentence(found({}), 'version 1, whose dataset is gone,', 'automatic');
    expect(sentence).toMatch(/^not comparable with version 1, whose dataset is gone, since no /);
  });

  test.each([
    [0, 'no example is held out'],
    [1, 'only 1 of the 10 examples that are needed is held out'],
    [6, 'only 6 of the 10 examples that are needed are held out'],
  ])('of %i examples says of a first version that more must be held out', (both, few) => {
    const always = 'always answering the most frequent label';
    const sentence = verdictSentence(found({ both }, {}, 'majority'), always, 'automatic');
    expect(sentence).toBe(`not comparable with ${always}, since ${few}: a person decides`);
  });

  test.each([
    [BETTER, 'manual', /: waits for a person to promote it$/],
    [WORSE, 'manual', /: waits for a person to promote it$/],
    [BETTER, 'always', /: promoted$/],
    [WORSE, 'always', /: promoted, since the settings always promote$/],
  ] as const)('%#: follows the settings', (finding, promotion, end) => {
    expect(verdictSentence(finding, 'version 1', promotion)).toMatch(end);
  });

  test('counts the other classes that lose too much', () => {
    const lost = ['b', 'c'].map((label, index) => ({ label, both: 20, losses: 5 + index }));
    const sentence = (count: number) =>
      verdictSentence(found([{ both: 300, wins: 60 }, ...lost.slice(0, count)]), 'version 1', 'automatic');
    expect(sentence(1)).toMatch(/but "b" loses 20\.0 points of recall on 25 examples: not promoted$/);
    expect(sentence(2)).toMatch(
      /but "c" loses 23\.1 points of recall on 26 examples, as does 1 other class: not promoted$/,
    );
  });
});

describe('the sentence on the free baseline', () => {
  test.each<[GateFinding, string]>([
    [BETTER, 'better than the free baseline by 18.0 points (95% interval) on 100 examples: tuning paid'],
    [
      found({ both: 90, wins: 6, losses: 5 }),
      'no better than the free baseline, with a gain of 1.0 points (95% interval) on 101 examples: tuning did not pay',
    ],
    [
      WORSE,
      'no better than the free baseline, with a gain of -23.1 points (95% interval) on 130 examples: tuning did not pay',
    ],
    [found({ both: 3 }), 'not comparable with the free baseline on 3 examples'],
  ])('%#: says whether tuning paid', (finding, sentence) => {
    expect(withoutIntervals(baselineSentence(finding))).toBe(sentence);
  });
});
