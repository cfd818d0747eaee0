import { type ComparedExample, countExpected, countWins } from './compared-example.ts';

/** With fewer examples, one of them is more than 5 points of the class, and chance would forbid every change. */
const FEWEST_FOR_A_VETO = 20;

/** A class that the candidate answers worse than its opponent did. */
export interface ClassLoss {
  readonly label: string;
  readonly examples: number;
  /** Opponent's recall less the candidate's, above 0 and at most 1. */
  readonly loss: number;
}

/**
 * The classes with 20 examples or more whose recall falls by more than `most`, the greatest loss first. Recall suffices: a
 * class that is answered too often takes its answers from the recall of another one.
 */
export function classLosses(examples: readonly ComparedExample[], most: number): ClassLoss[] {
  return [...countExpected(examples)]
    .filter(([, count]) => count >= FEWEST_FOR_A_VETO)
    .map(([label, count]) => {
      const { wins, losses } = countWins(examples.filter((example) => example.expected === label));
      return { label, examples: count, loss: (losses - wins) / count };
    })
    .filter(({ loss }) => loss > Math.max(0, most))
    .sort((one, other) => other.loss - one.loss);
}
