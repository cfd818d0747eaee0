import type { Evaluation, ScoredExample } from '../../contract/evaluation.ts';

const MOST_MISTAKES = 20;

/** The wrong answers that the model was surest of, 20 at most. */
export function worstMistakes(scored: readonly ScoredExample[]): Evaluation['mistakes'] {
  return scored
    .filter(({ label, expected }) => label !== expected)
    .map(({ row, expected, label, probabilities }) => ({
      row,
      expected,
      label,
      confidence: label === null ? null : (probabilities?.[0]?.probability ?? null),
    }))
    .sort((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0))
    .slice(0, MOST_MISTAKES);
}
