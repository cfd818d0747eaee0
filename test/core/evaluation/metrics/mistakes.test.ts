import { describe, expect, test } from '@jest/globals';
import type { ScoredExample } from '../../../../core/contract/evaluation.ts';
import { worstMistakes } from '../../../../core/evaluation/metrics/mistakes.ts';

const answer = (row: number, expected: string, label: string | null, confidence?: number): ScoredExample => ({
  row,
  expected,
  label,
  probabilities: confidence === undefined ? null : [{ label: label ?? 'ham', probability: confidence }],
  seconds: 0,
});

describe('the worst mistakes', () => {
  test('are the wrong answers, the surest first, by their rows', () => {
    const scored = [
      answer(0, 'ham', 'ham', 1),
      answer(1, 'ham', 'spam', 0.6),
      answer(2, 'spam', null, 0.5),
      answer(3, 'spam', 'ham', 0.99),
      answer(4, 'ham', 'spam', 0.8),
    ];
    expect(worstMistakes(scored)).toEqual([
      { row: 3, expected: 'spam', label: 'ham', confidence: 0.99 },
      { row: 4, expected: 'ham', label: 'spam', confidence: 0.8 },
      { row: 1, expected: 'ham', label: 'spam', confidence: 0.6 },
      // Nothing was answered, and so nobody was sure of anything.
      { row: 2, expected: 'spam', label: null, confidence: null },
    ]);
  });

  test('are told without a confidence where the host tells no probabilities', () => {
    expect(worstMistakes([answer(7, 'ham', 'spam'), answer(8, 'ham', 'ham')])).toEqual([
      { row: 7, expected: 'ham', label: 'spam', confidence: null },
    ]);
  });

  test('are 20 at most', () => {
    const scored = Array.from({ length: 50 }, (_, row) => answer(row, 'ham', 'spam', 0.5 + row / 100));
    expect(worstMistakes(scored).map(({ row }) => row)).toEqual(Array.from({ length: 20 }, (_, place) => 49 - place));
  });
});
