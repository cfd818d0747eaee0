import { describe, expect, test } from '@jest/globals';
import type { ScoredExample } from '../../../core/contract/evaluation.ts';
import { judge, type Opponent } from '../../../core/evaluation/gate.ts';

/** A hundred examples, of which the candidate answers the first `right` rightly. */
const candidate = (right: number): ScoredExample[] =>
  Array.from({ length: 100 }, (_, row) => ({
    row,
    expected: 'a',
    label: row < right ? 'a' : 'b',
    probabilities: null,
    seconds: 0,
  }));
const opponent = (kind: Opponent['kind'], right: number): Opponent => ({
  kind,
  name: kind === 'champion' ? 'version 1' : 'the most frequent label',
  right: new Map(Array.from({ length: 100 }, (_, row) => [row, row < right])),
});

describe('the gate', () => {
  test.each([
    ['a clearly better candidate', 98, 80, true],
    ['an equal candidate', 90, 90, true],
    ['a candidate that is worse by one example', 89, 90, false],
    ['a clearly worse candidate', 60, 90, false],
  ])('against a champion: %s', (_name, right, champion, promoted) => {
    expect(judge(candidate(right), opponent('champion', champion), 'automatic').promote).toBe(promoted);
  });

  test('asks a first version to beat the majority class beyond chance', () => {
    expect(judge(candidate(95), opponent('majority', 60), 'automatic').promote).toBe(true);
    expect(judge(candidate(61), opponent('majority', 60), 'automatic').promote).toBe(false);
  });

  test('says in one sentence what was compared and what follows', () => {
    const { sentence } = judge(candidate(98), opponent('champion', 80), 'automatic');
    expect(sentence).toMatch(
      /^better than version 1 by 18\.0 points \(95% interval \d+\.\d to \d+\.\d\) on 100 examples: promoted$/,
    );
  });

  test('leaves the decision to a person, or does without it, when the settings say so', () => {
    expect(judge(candidate(98), opponent('champion', 80), 'manual')).toMatchObject({ promote: false });
    expect(judge(candidate(60), opponent('champion', 80), 'always')).toMatchObject({ promote: true });
  });

  test('does not compare what has no common rows', () => {
    expect(judge([], opponent('champion', 0), 'automatic')).toMatchObject({ promote: false, gain: null });
  });
});
