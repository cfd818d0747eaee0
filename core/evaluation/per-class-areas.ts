import type { ScoredExample } from '../contract/evaluation.ts';

/** How well the probability of one class ranks its own examples above all others. */
export interface ClassAreas {
  readonly label: string;
  /** Area under the receiver operating characteristic; 0.5 is chance. */
  readonly auroc: number | null;
  /** Area under the precision-recall curve, as average precision; chance is the class's share. */
  readonly auprc: number | null;
}

/**
 * Both areas of each label, one against the rest, in the labels' order. The first is the probability that an example of
 * the class has a higher probability of it than one of another class, equals counting half (Hanley and McNeil, 1982). The
 * second is the sum, over the thresholds from high to low, of the gain in recall times the precision there. Null for a
 * class that all examples or none belong to, and for all when an example has no probabilities.
 */
export function areasPerClass(examples: readonly ScoredExample[], labels: readonly string[]): ClassAreas[] {
  const known = examples.every((example) => example.probabilities !== null);
  return labels.map((label) => {
    const members = examples.filter((example) => example.expected === label).length;
    if (!known || members === 0 || members === examples.length) return { label, auroc: null, auprc: null };
    return { label, ...areas(examples, label, members) };
  });
}

function areas(examples: readonly ScoredExample[], label: string, members: number) {
  const others = examples.length - members;
  let membersAbove = 0;
  let othersAbove = 0;
  let ordered = 0;
  let auprc = 0;
  for (const { members: inGroup, others: beside } of groupsOfEquals(examples, label)) {
    // Each member of the group is above all others that come later, and level with those beside it.
    ordered += inGroup * (others - othersAbove - beside) + (inGroup * beside) / 2;
    membersAbove += inGroup;
    othersAbove += beside;
    auprc += (inGroup / members) * (membersAbove / (membersAbove + othersAbove));
  }
  return { auroc: ordered / (members * others), auprc };
}

/** The examples by their probability of the label, from high to low: how many of each probability belong to it or not. */
function groupsOfEquals(examples: readonly ScoredExample[], label: string) {
  const groups = new Map<number, { members: number; others: number }>();
  for (const { expected, probabilities } of examples) {
    const probability = probabilities?.find((entry) => entry.label === label)?.probability ?? 0;
    const group = groups.get(probability) ?? { members: 0, others: 0 };
    if (expected === label) group.members += 1;
    else group.others += 1;
    groups.set(probability, group);
  }
  return [...groups].sort(([one], [other]) => other - one).map(([, group]) => group);
}
