/** One held-out example that the candidate and its opponent both answered; null stands for an answer without a label. */
export interface ComparedExample {
  readonly expected: string;
  readonly candidate: string | null;
  readonly opponent: string | null;
}

/** 1 when only the candidate was right (a win), -1 when only the opponent was (a loss), 0 when both or neither were. */
export const advantage = ({ expected, candidate, opponent }: ComparedExample): number =>
  Number(candidate === expected) - Number(opponent === expected);

/** How many examples were wins and how many losses. */
export function countWins(examples: readonly ComparedExample[]): { readonly wins: number; readonly losses: number } {
  const advantages = examples.map(advantage);
  return {
    wins: advantages.filter((value) => value > 0).length,
    losses: advantages.filter((value) => value < 0).length,
  };
}

/** How many examples each label was expected of. */
export function countExpected(examples: readonly ComparedExample[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { expected } of examples) counts.set(expected, (counts.get(expected) ?? 0) + 1);
  return counts;
}
