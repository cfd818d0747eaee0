/** One example as a ranking sees it: how strongly it was taken for the class, and whether it is of the class. */
export interface RankedExample {
  readonly score: number;
  readonly positive: boolean;
}

/**
 * Area under the receiver operating characteristic: the chance that a random example of the class is scored above a random
 * other one, ties counted as half (the Mann-Whitney statistic; Hanley and McNeil, 1982). Null without both kinds.
 */
export function areaUnderRoc(examples: readonly RankedExample[]): number | null {
  const positives = examples.filter(({ positive }) => positive).length;
  const negatives = examples.length - positives;
  if (positives === 0 || negatives === 0) return null;
  let below = 0;
  let wins = 0;
  for (const group of tiedGroups(examples).reverse()) {
    wins += group.positives * (below + group.negatives / 2);
    below += group.negatives;
  }
  return wins / (positives * negatives);
}

/**
 * Area under the precision-recall curve as average precision: the sum over falling thresholds of the precision, weighted
 * by the recall that each adds; without interpolation, which is too optimistic (Davis and Goadrich, 2006). Null without
 * an example of the class.
 */
export function averagePrecision(examples: readonly RankedExample[]): number | null {
  const positives = examples.filter(({ positive }) => positive).length;
  if (positives === 0) return null;
  let found = 0;
  let taken = 0;
  let area = 0;
  for (const group of tiedGroups(examples)) {
    found += group.positives;
    taken += group.positives + group.negatives;
    area += (found / taken) * (group.positives / positives);
  }
  return area;
}

/** Examples with equal scores counted together, the highest score first. */
function tiedGroups(examples: readonly RankedExample[]): { positives: number; negatives: number }[] {
  const groups = new Map<number, { positives: number; negatives: number }>();
  for (const { score, positive } of examples.toSorted((a, b) => b.score - a.score)) {
    const group = groups.get(score) ?? { positives: 0, negatives: 0 };
    groups.set(score, group);
    if (positive) group.positives += 1;
    else group.negatives += 1;
  }
  return [...groups.values()];
}
