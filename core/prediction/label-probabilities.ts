import type { LabelAnswer } from '../contract/dataset.ts';
import type { ClassProbability } from '../contract/evaluation.ts';
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
  const labelOf = matcher(labels);
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
  const raw = labels.map(({ label }) => mass.get(label) ?? share);
  const total = raw.reduce((sum, value) => sum + value, 0);
  const probabilities = labels
    .map(({ label }, index): ClassProbability => {
      const probability = (raw[index] ?? 0) / total;
      return mass.has(label) ? { label, probability } : { label, probability, estimated: true };
    })
    // A share is at most as large as what was returned; where they are equal, what was returned comes first.
    .sort((a, b) => b.probability - a.probability || Number(a.estimated ?? false) - Number(b.estimated ?? false));
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

const equalProbabilities = (labels: readonly LabelAnswer[]): ClassProbability[] =>
  labels.map(({ label }) => ({ label, probability: 1 / labels.length, estimated: true }));

/** Finds the label that a token stands for: its answer, or the start of one answer and of no other. */
function matcher(labels: readonly LabelAnswer[]): (token: string) => string | undefined {
  const exact = new Map(labels.map(({ label, answer }) => [answer, label]));
  return (token) => {
    const found = exact.get(token) ?? exact.get(token.trimStart());
    if (found !== undefined) return found;
    const start = token.trimStart();
    if (start === '') return undefined;
    const candidates = labels.filter(({ answer }) => answer.startsWith(start));
    return candidates.length === 1 ? candidates[0]?.label : undefined;
  };
}
