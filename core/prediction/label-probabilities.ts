import type { LabelAnswer } from '../contract/dataset.ts';
import type { ClassProbability } from '../contract/evaluation.ts';
import type { TokenAnswer } from './prediction-host.ts';

export interface LabelProbabilities {
  readonly label: string | null;
  /** Sums to 1 over the label set, highest first; null without log-probabilities. */
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
 */
export function labelProbabilities(labels: readonly LabelAnswer[], answer: TokenAnswer): LabelProbabilities {
  const labelOf = matcher(labels);
  if (!answer.alternatives?.length)
    return { label: labelOf(answer.token) ?? null, probabilities: null, outsideMass: 0 };

  const mass = new Map<string, number>();
  let returned = 0;
  let outsideMass = 0;
  let smallest = 1;
  for (const { token, logprob } of answer.alternatives) {
    const probability = Math.min(1, Math.exp(logprob));
    returned += probability;
    smallest = Math.min(smallest, probability);
    const label = labelOf(token);
    if (label === undefined) outsideMass += probability;
    else mass.set(label, (mass.get(label) ?? 0) + probability);
  }
  const missing = labels.length - mass.size;
  const share = missing ? Math.min(smallest, Math.max(0, 1 - returned) / missing) : 0;
  const raw = labels.map(({ label }) => mass.get(label) ?? share);
  const total = raw.reduce((sum, value) => sum + value, 0);
  const probabilities = labels
    .map(({ label }, index): ClassProbability => {
      // With nothing at all to go by, every label is as likely as every other.
      const probability = total > 0 ? (raw[index] ?? 0) / total : 1 / labels.length;
      return mass.has(label) ? { label, probability } : { label, probability, estimated: true };
    })
    .sort((a, b) => b.probability - a.probability);
  return { label: probabilities[0]?.label ?? null, probabilities, outsideMass };
}

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
