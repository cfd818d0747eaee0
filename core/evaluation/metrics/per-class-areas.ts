import type { ScoredExample } from '../../contract/evaluation.ts';

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
  const scores = scoresByLabel(examples, labels);
  return labels.map((label, index) => {
    const { all, members } = scores?.[index] ?? NO_SCORES;
    if (members.length === 0 || members.length === all.length) return { label, auroc: null, auprc: null };
    return { label, ...areas(all.sort(), members.sort()) };
  });
}

/** The probabilities of one label: of every example, and of those that it was expected of. */
interface LabelScores {
  readonly all: Float64Array;
  readonly members: Float64Array;
}

const NO_SCORES: LabelScores = { all: new Float64Array(), members: new Float64Array() };

/**
 * In one pass over the answers, since to look each label up in each answer takes as long as the labels' square; null when an
 * example has no probabilities. A label that an answer does not list has probability 0.
 */
function scoresByLabel(examples: readonly ScoredExample[], labels: readonly string[]): LabelScores[] | null {
  const places = new Map(labels.map((label, place) => [label, place]));
  const all = labels.map(() => new Float64Array(examples.length));
  const members = labels.map((): number[] => []);
  for (const [row, { expected, probabilities }] of examples.entries()) {
    if (!probabilities) return null;
    for (const { label, probability } of probabilities) {
      const scores = all[places.get(label) ?? -1];
      if (scores) scores[row] = probability;
    }
    const place = places.get(expected) ?? -1;
    members[place]?.push(all[place]?.[row] ?? 0);
  }
  return all.map((scores, place) => ({ all: scores, members: Float64Array.from(members[place] ?? []) }));
}

/** Both areas, from the scores in ascending order: walked from the high end, equal ones together. */
function areas(all: Float64Array, members: Float64Array) {
  const others = all.length - members.length;
  let membersAbove = 0;
  let othersAbove = 0;
  let ordered = 0;
  let auprc = 0;
  for (let end = all.length; end > 0; ) {
    const score = all[end - 1] ?? 0;
    const grouped = countFromEnd(all, end, score);
    const inGroup = countFromEnd(members, members.length - membersAbove, score);
    const beside = grouped - inGroup;
    // Each member of the group is above all others that come later, and level with those beside it.
    ordered += inGroup * (others - othersAbove - beside) + (inGroup * beside) / 2;
    membersAbove += inGroup;
    othersAbove += beside;
    auprc += (inGroup / members.length) * (membersAbove / (membersAbove + othersAbove));
    end -= grouped;
  }
  return { auroc: ordered / (members.length * others), auprc };
}

/** How many scores before `end` are this one. */
function countFromEnd(scores: Float64Array, end: number, score: number): number {
  let from = end;
  while (from > 0 && scores[from - 1] === score) from -= 1;
  return end - from;
}
