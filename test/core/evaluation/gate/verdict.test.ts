import { describe, expect, test } from '@jest/globals';
import type { ScoredExample } from '../../../../core/contract/evaluation.ts';
import type { JudgingSettings } from '../../../../core/contract/judging.ts';
import { type Opponent, reachVerdict } from '../../../../core/evaluation/gate/verdict.ts';

/** Examples of which the candidate answers the first `right` rightly. */
const candidate = (right: number, count = 100): ScoredExample[] =>
  Array.from({ length: count }, (_, row) => ({
    row,
    expected: 'a',
    label: row < right ? 'a' : 'b',
    probabilities: null,
    seconds: 0,
  }));
const opponent = (kind: Opponent['kind'], right: number, count = 100): Opponent => ({
  kind,
  name: kind === 'champion' ? 'version 1' : 'always answering the most frequent label',
  answers: new Map(Array.from({ length: count }, (_, row) => [row, row < right ? 'a' : 'b'])),
});
const plan = (judging: JudgingSettings = {}) => ({ judging, promotion: 'automatic' as const });

describe('the verdict', () => {
  test.each([
    ['a clearly better candidate', 98, 80, true],
    ['an equal candidate', 90, 90, true],
    ['a candidate that is worse by one example', 89, 90, false],
    ['a clearly worse candidate', 60, 90, false],
  ])('against a champion: %s', (_name, right, champion, promote) => {
    expect(reachVerdict(candidate(right), opponent('champion', champion), plan())).toMatchObject({ promote });
  });

  test('asks a first version to beat the majority class beyond chance', () => {
    expect(reachVerdict(candidate(95), opponent('majority', 60), plan()).promote).toBe(true);
    expect(reachVerdict(candidate(61), opponent('majority', 60), plan()).promote).toBe(false);
  });

  test('says what was compared, in one sentence and in numbers', () => {
    const verdict = reachVerdict(candidate(98), opponent('champion', 80), plan());
    expect(verdict.sentence).toMatch(
      /^better than version 1 by 18\.0 points \(95% interval \d+\.\d to \d+\.\d\) on 100 examples: promoted$/,
    );
    // 18 wins to none: twice one half to the power of 18.
    expect(verdict).toMatchObject({
      metric: 'accuracy',
      gain: 0.18,
      mcNemarP: expect.closeTo(2 ** -17, 12),
      vetoes: [],
    });
  });

  test.each([
    ['against a champion that was right as well', 'champion', 1],
    ['against the majority class that was wrong', 'majority', 0],
  ] as const)('does not rest on one example, %s', (_name, kind, right) => {
    const verdict = reachVerdict(candidate(1, 1), opponent(kind, right, 1), plan());
    expect(verdict).toMatchObject({ promote: false, gain: null, gainInterval: null });
    expect(verdict.sentence).toMatch(/^not comparable with .*, since only 1 of the 10 examples .*: a person decides$/);
  });

  test.each<[string, JudgingSettings, object]>([
    ['the least gain', { minGain: 0.1 }, { promote: false, gain: 0.05 }],
    ['the metric', { metric: 'macroF1' }, { metric: 'macroF1' }],
    ['the number of examples', { minExamples: 101 }, { promote: false, gain: null }],
    ['the strict gate', { gate: 'strict' }, { promote: false, mcNemarP: 0.0625 }],
  ])('keeps to the rules that the run began with: %s', (_name, judging, expected) => {
    expect(reachVerdict(candidate(95), opponent('champion', 90), plan())).toMatchObject({ promote: true });
    expect(reachVerdict(candidate(95), opponent('champion', 90), plan(judging))).toMatchObject(expected);
  });

  test('lets no class lose more recall than the rules allow, whatever is gained elsewhere', () => {
    const examples = [
      ...candidate(80, 80),
      ...candidate(17, 20).map((example) => ({ ...example, row: example.row + 80, expected: 'c', label: 'b' })),
    ];
    const answers = new Map(examples.map(({ row, expected }) => [row, row < 40 || expected === 'c' ? expected : 'b']));
    const rival: Opponent = { kind: 'champion', name: 'version 1', answers };
    const verdict = reachVerdict(examples, rival, plan());
    expect(verdict).toMatchObject({ promote: false, gain: 0.2, vetoes: [{ label: 'c', examples: 20, loss: 1 }] });
    expect(verdict.sentence).toContain('"c" loses 100.0 points of recall on 20 examples');
    expect(reachVerdict(examples, rival, plan({ mostClassLoss: 1 }))).toMatchObject({ promote: true, vetoes: [] });
  });

  test('leaves the decision to a person, or does without it, when the settings say so', () => {
    const better = opponent('champion', 80);
    expect(reachVerdict(candidate(98), better, { judging: {}, promotion: 'manual' })).toMatchObject({ promote: false });
    expect(reachVerdict(candidate(60), better, { judging: {}, promotion: 'always' })).toMatchObject({ promote: true });
  });

  test('does not compare what has no common rows', () => {
    expect(reachVerdict([], opponent('champion', 0), plan())).toMatchObject({ promote: false, gain: null });
  });
});
