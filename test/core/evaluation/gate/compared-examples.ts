import type { ComparedExample } from '../../../../core/evaluation/gate/compared-example.ts';

/** How many examples of a label came out how. */
export interface Outcomes {
  readonly label?: string;
  /** Right by both, by the candidate alone, by the opponent alone, and by neither. */
  readonly both?: number;
  readonly wins?: number;
  readonly losses?: number;
  readonly neither?: number;
}

/** Examples with these outcomes; a wrong answer is the label `other`. */
export function comparedExamples(...outcomes: readonly Outcomes[]): ComparedExample[] {
  return outcomes.flatMap(({ label = 'a', both = 0, wins = 0, losses = 0, neither = 0 }) => [
    ...Array.from({ length: both }, () => ({ expected: label, candidate: label, opponent: label })),
    ...Array.from({ length: wins }, () => ({ expected: label, candidate: label, opponent: 'other' })),
    ...Array.from({ length: losses }, () => ({ expected: label, candidate: 'other', opponent: label })),
    ...Array.from({ length: neither }, () => ({ expected: label, candidate: 'other', opponent: 'other' })),
  ]);
}
