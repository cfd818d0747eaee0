import { type FeatureName, nameFeatures } from '../features/name-features.ts';
import { weightColumns } from '../scores.ts';
import { type Model, readText } from './model.ts';

/** What one feature of a text says of a label. */
export interface Evidence extends FeatureName {
  /** In nats: how much it adds to ln(probability of the label / probability of the other). Below 0 it speaks against. */
  readonly weight: number;
}

/** Why a text is of a label rather than of another. The weights of all evidence, bias and rest add up to `logOdds`. */
export interface Explanation {
  readonly label: string;
  /** What the label is held against: the likeliest of the others, unless asked for. */
  readonly other: string;
  /** ln(probability of the label / probability of the other). */
  readonly logOdds: number;
  /** What speaks for the label, and what against it, the heaviest first. */
  readonly forIt: readonly Evidence[];
  readonly againstIt: readonly Evidence[];
  /** What the model says of a text that says nothing. */
  readonly bias: number;
  /** The sum of all lighter evidence. */
  readonly rest: number;
}

export interface ExplainOptions {
  /** Evidence on each side, at most. @default 10 */
  readonly most?: number;
}

/**
 * Explains what a model makes of a text, exactly: a linear model's log-odds are a sum over the text's features.
 * @param label one of the model's labels
 * @throws RangeError when it is none
 */
export function explain(model: Model, text: string, label: string, { most = 10 }: ExplainOptions = {}): Explanation {
  const read = readText(model, text);
  const place = model.labels.indexOf(label);
  if (place < 0) throw new RangeError(`the model has no label ${JSON.stringify(label)}`);
  const other = likeliestBut(place, read.probabilities);
  const difference = differenceOf(model, place, other);
  const names = nameFeatures(text);
  const all: Evidence[] = [];
  for (const { feature, number, value } of read.features) {
    const name = names.get(feature);
    const weight = value * difference.weightOf(number);
    if (name && weight !== 0) all.push({ ...name, weight });
  }
  all.sort((a, b) => b.weight - a.weight);
  const forIt = all.slice(0, most).filter(({ weight }) => weight > 0);
  const againstIt = all
    .slice(Math.max(all.length - most, 0))
    .filter(({ weight }) => weight < 0)
    .reverse();
  const sum = (evidence: readonly Evidence[]) => evidence.reduce((total, { weight }) => total + weight, 0);
  const logOdds = Math.log((read.probabilities[place] ?? 0) / (read.probabilities[other] ?? 0));
  return {
    label,
    other: model.labels[other] ?? '',
    logOdds,
    forIt,
    againstIt,
    bias: difference.bias,
    rest: sum(all) - sum(forIt) - sum(againstIt),
  };
}

function likeliestBut(place: number, probabilities: Float64Array): number {
  let best = place === 0 ? 1 : 0;
  for (let index = 0; index < probabilities.length; index += 1) {
    if (index !== place && (probabilities[index] ?? 0) > (probabilities[best] ?? 0)) best = index;
  }
  return best;
}

/** The weights of one label less those of another, in nats. Of two labels, whose scores are each other's negative, twice the one's. */
function differenceOf({ labels, temperature, weights }: Model, label: number, other: number) {
  const signs = new Map<number, number>();
  if (weightColumns(labels.length) === 1) signs.set(0, label === 1 ? 2 : -2);
  else signs.set(label, 1).set(other, -1);
  const scale = weights.unit / temperature;
  const weightOf = (number: number): number => {
    let sum = 0;
    for (let at = weights.starts[number] ?? 0; at < (weights.starts[number + 1] ?? 0); at += 1) {
      sum += (signs.get(weights.columns[at] ?? 0) ?? 0) * (weights.values[at] ?? 0);
    }
    return sum * scale;
  };
  let bias = 0;
  for (const [column, sign] of signs) bias += (sign * (weights.bias[column] ?? 0)) / temperature;
  return { weightOf, bias };
}
