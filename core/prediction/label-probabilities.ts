import type { LabelAnswer } from '../contract/example-format.ts';
import type { ClassProbability } from '../contract/prediction.ts';
import type { TokenAnswer } from './prediction-host.ts';

export interface LabelProbabilities {
  /** null when the host returned nothing that stands for a label of the set. */
  readonly label: string | null;
  /** Sums to 1 over the label set, highest first; null where the host told no log-probability that can be used. */
  readonly probabilities: ClassProbability[] | null;
  /** Mass of returned tokens that are no label's. */
  readonly outsideMass: number;
}

/**
 * Turns the tokens a host returned into a probability for every label of the set, and for nothing else.
 *
 * Tokens that stand for one label (with and without a leading space) are added up. Labels that were not returned share
 * what is missing to 1, each at most as much as the smallest token that was returned, because a token with a higher
 * probability would have been returned. Then everything is divided by its sum.
 *
 * The label is always one that was returned. Where only foreign tokens were, there is none: every label is as likely as
 * every other then, and all are marked `estimated`.
 */
export function labelProbabilities(labels: readonly LabelAnswer[], answer: TokenAnswer): LabelProbabilities {
  const labelOf = matcherOf(labels);
  // Hosts put NaN where they have computed nothing; such an entry says nothing of its token.
  const alternatives = (answer.alternatives ?? []).filter(({ logprob }) => logprob < Number.POSITIVE_INFINITY);
  const { mass, returned, outsideMass, smallest } = massOf(alternatives, labelOf);
  if (![...mass.values()].some((value) => value > 0)) {
    const label = labelOf(answer.token) ?? null;
    const isForeign = label === null && alternatives.length > 0;
    return { label, probabilities: isForeign ? equalProbabilities(labels) : null, outsideMass };
  }

  const missing = labels.length - mass.size;
  const share = missing ? Math.min(smallest, Math.max(0, 1 - returned) / missing) : 0;
  let total = missing * share;
  for (const value of mass.values()) total += value;
  const probabilities: ClassProbability[] = [];
  for (const [label, value] of mass) probabilities.push({ label, probability: value / total });
  for (const { label } of labels) {
    if (!mass.has(label)) probabilities.push({ label, probability: share / total, estimated: true });
  }
  // Hosts list the likeliest first, so that there is little to sort. A share is at most as large as what was returned; where
  // they are equal, what was returned comes first.
  probabilities.sort((a, b) => b.probability - a.probability);
  return { label: probabilities[0]?.label ?? null, probabilities, outsideMass };
}

function massOf(
  alternatives: NonNullable<TokenAnswer['alternatives']>,
  labelOf: (token: string) => string | undefined,
) {
  const mass = new Map<string, number>();
  let returned = 0;
  let outsideMass = 0;
  let smallest = 1;
  for (const { token, logprob } of alternatives) {
    const probability = Math.min(1, Math.exp(logprob));
    returned += probability;
    // -9999 is OpenAI's mark for a token that is not among the likeliest: it bounds no other token.
    if (probability > 0) smallest = Math.min(smallest, probability);
    const label = labelOf(token);
    if (label === undefined) outsideMass += probability;
    else mass.set(label, (mass.get(label) ?? 0) + probability);
  }
  return { mass, returned, outsideMass, smallest };
}

/** Of a model that has said nothing of any label: each is as likely as every other, and all are marked `estimated`. */
export const equalProbabilities = (labels: readonly LabelAnswer[]): ClassProbability[] =>
  labels.map(({ label }) => ({ label, probability: 1 / labels.length, estimated: true }));

type LabelOf = (token: string) => string | undefined;

/** A version's labels do not change: what finds them is made once, however many texts are answered. */
const matchers = new WeakMap<readonly LabelAnswer[], LabelOf>();

function matcherOf(labels: readonly LabelAnswer[]): LabelOf {
  const made = matchers.get(labels) ?? createMatcher(labels);
  matchers.set(labels, made);
  return made;
}

/**
 * Finds the label that a token stands for: its answer, or the start of one answer and of no other. Answers that begin
 * alike stand side by side when they are sorted, so that the first two from the token on tell.
 */
function createMatcher(labels: readonly LabelAnswer[]): LabelOf {
  const exact = new Map(labels.map(({ label, answer }) => [answer, label]));
  const sorted = labels.toSorted((one, other) => (one.answer < other.answer ? -1 : 1));
  return (token) => {
    const start = token.trimStart();
    const found = exact.get(token) ?? exact.get(start);
    if (found !== undefined || start === '') return found;
    const at = firstNotBefore(sorted, start);
    const [first, second] = [sorted[at], sorted[at + 1]];
    return first?.answer.startsWith(start) && !second?.answer.startsWith(start) ? first.label : undefined;
  };
}

/** The place of the first answer that does not come before the text. */
function firstNotBefore(sorted: readonly LabelAnswer[], text: string): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle]?.answer ?? '') < text) from = middle + 1;
    else to = middle;
  }
  return from;
}
