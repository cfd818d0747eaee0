import { classScore, type LinearWeights, logSumExp } from './scores.ts';
import { blockScales, SUBLINEAR } from './sparse-rows.ts';
import { FeatureCounter } from './tokenize.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A trained classifier. Immutable; the same text always gets the same answer. */
export interface Model {
  /** By class. */
  readonly labels: readonly string[];
  /** Probabilities are the softmax of score / temperature. */
  readonly temperature: number;
  readonly vocabulary: Vocabulary;
  readonly weights: PrunedWeights;
}

/** Weights without those near zero: feature f has the entries `starts[f]` to `starts[f + 1] - 1`. */
export interface PrunedWeights {
  readonly bias: Float64Array;
  readonly starts: Int32Array;
  readonly columns: Uint16Array;
  readonly values: Float32Array;
}

/** Weights kept at most, the heaviest ones: 4 bytes each in a file. A twentieth of twenty classes' weights do as well. */
export const MOST_WEIGHTS = 2 ** 20;

/** Takes the weights out of training, which may go on afterwards, and keeps the heaviest. */
export function createModel(
  labels: readonly string[],
  vocabulary: Vocabulary,
  weights: LinearWeights,
  temperature: number,
  mostWeights = MOST_WEIGHTS,
): Model {
  const { values, columns } = weights;
  const lightest = thresholdFor(values, mostWeights);
  const kept: number[] = [];
  const starts = new Int32Array(values.length / columns + 1);
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    if (value !== 0 && Math.abs(value) >= lightest) kept.push(at);
    if ((at + 1) % columns === 0) starts[(at + 1) / columns] = kept.length;
  }
  return {
    labels,
    temperature,
    vocabulary,
    weights: {
      bias: weights.bias.slice(),
      starts,
      columns: Uint16Array.from(kept, (at) => at % columns),
      values: Float32Array.from(kept, (at) => values[at] ?? 0),
    },
  };
}

/** A magnitude that at most `most` of the values reach: found by counting them by sign-less exponent and first digits. */
function thresholdFor(values: Float32Array, most: number): number {
  if (values.length <= most) return 0;
  const DROPPED_BITS = 15;
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  const counts = new Int32Array(2 ** (31 - DROPPED_BITS));
  for (const pattern of bits) {
    const bin = (pattern & 0x7fffffff) >>> DROPPED_BITS;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  let bin = counts.length;
  for (let reached = 0; bin > 0; bin -= 1) {
    reached += counts[bin - 1] ?? 0;
    if (reached > most) break;
  }
  return new Float32Array(Int32Array.of(bin << DROPPED_BITS).buffer)[0] ?? 0;
}

/** Shared by all predictions: they run to their end before the next one begins. */
const counter = new FeatureCounter();

/**
 * The probability of every label, in the order of `model.labels`; they add up to 1. A text without any known feature
 * gets what the model says of nothing.
 * @param into where to put them, to save making an array for each text
 */
export function predict(model: Model, text: string, into = new Float64Array(model.labels.length)): Float64Array {
  const { labels, temperature } = model;
  const scores = scoreText(model, text);
  const total = logSumExp(scores, labels.length, temperature);
  for (let index = 0; index < labels.length; index += 1) {
    into[index] = Math.exp(classScore(scores, labels.length, index) / temperature - total);
  }
  return into;
}

/** Sums of one text's weights, block by block: words' first. Grown to the largest model in use. */
let sums = new Float64Array(0);

/** Both blocks are summed before their lengths are known and scaled afterwards, which spares making the row. */
function scoreText(model: Model, text: string): Float64Array {
  const { vocabulary, weights } = model;
  const columns = weights.bias.length;
  if (sums.length < columns * 2) sums = new Float64Array(columns * 2);
  sums.fill(0);
  let wordSquares = 0;
  let characterSquares = 0;
  const counted = counter.count(text);
  for (let index = 0; index < counted.size; index += 1) {
    const number = vocabulary.table.find(counted.keys[index] ?? 0);
    if (number < 0) continue;
    const value = (SUBLINEAR[counted.counts[index] ?? 0] ?? 0) * (vocabulary.inverseFrequency[number] ?? 0);
    const isWord = vocabulary.wordBlock[number] === 1;
    if (isWord) wordSquares += value * value;
    else characterSquares += value * value;
    const offset = isWord ? 0 : columns;
    const end = weights.starts[number + 1] ?? 0;
    for (let at = weights.starts[number] ?? 0; at < end; at += 1) {
      const column = offset + (weights.columns[at] ?? 0);
      sums[column] = (sums[column] ?? 0) + value * (weights.values[at] ?? 0);
    }
  }
  const scales = blockScales(wordSquares, characterSquares);
  for (let column = 0; column < columns; column += 1) {
    const words = (sums[column] ?? 0) * scales.words;
    sums[column] = words + (sums[columns + column] ?? 0) * scales.characters + (weights.bias[column] ?? 0);
  }
  return sums;
}
