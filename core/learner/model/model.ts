import { FeatureCounter, isWordFeature } from '../features/tokenize.ts';
import { classScore, logSumExp } from '../scores.ts';
import type { LinearWeights } from '../training/weights.ts';
import { blockScales, CHARACTER_BLOCK_WEIGHT, SUBLINEAR } from '../vectors/sparse-rows.ts';
import { INVERSE_FREQUENCY_UNIT } from '../vectors/vocabulary.ts';
import { bucketOrder, FeatureIndex } from './feature-index.ts';
import { type PrunedWeights, pruneWeights } from './prune-weights.ts';

const { exp, sqrt } = Math;

/** A trained classifier. Immutable; the same text always gets the same answer. */
export interface Model {
  /** By class. */
  readonly labels: readonly string[];
  /** Probabilities are the softmax of score / temperature. */
  readonly temperature: number;
  readonly index: FeatureIndex;
  /** By the number of the feature, in units of INVERSE_FREQUENCY_UNIT. */
  readonly inverseFrequency: Uint16Array;
  readonly weights: PrunedWeights;
}

/** Weights kept at most, the heaviest ones: 4 bytes each in a file. A twentieth of twenty classes' weights do as well. */
const MOST_WEIGHTS = 2 ** 20;

/** What a model needs of a vocabulary: each feature by its number, and its inverse frequency. */
export interface ModelFeatures {
  readonly features: Int32Array;
  readonly inverseFrequency: Float32Array;
}

/** Takes the weights out of training, which may go on afterwards, and keeps the heaviest. */
export function createModel(
  labels: readonly string[],
  { features, inverseFrequency: exact }: ModelFeatures,
  weights: LinearWeights,
  temperature: number,
): Model {
  const order = bucketOrder(features);
  const inverseFrequency = new Uint16Array(order.length);
  for (let number = 0; number < order.length; number += 1) {
    inverseFrequency[number] = (exact[order[number] ?? 0] ?? 0) / INVERSE_FREQUENCY_UNIT;
  }
  return {
    labels,
    temperature,
    index: new FeatureIndex(order.map((place) => features[place] ?? 0)),
    inverseFrequency,
    weights: pruneWeights(weights, order, MOST_WEIGHTS),
  };
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
    into[index] = exp(classScore(scores, labels.length, index) / temperature - total);
  }
  return into;
}

/** A text as a model sees it. */
export interface ReadText {
  readonly probabilities: Float64Array;
  /** The features that the model knows, with their values in the row of length 1. */
  readonly features: readonly { readonly feature: number; readonly number: number; readonly value: number }[];
}

/** What a model makes of a text, feature by feature; for explanations. */
export function readText(model: Model, text: string): ReadText {
  const { index, inverseFrequency } = model;
  const probabilities = predict(model, text);
  const { size, keys, counts } = counter.count(text);
  const known = Array.from({ length: size }, (_, place) => {
    const feature = keys[place] ?? 0;
    const number = index.find(feature);
    return { feature, number, value: (SUBLINEAR[counts[place] ?? 0] ?? 0) * (inverseFrequency[number] ?? 0) };
  }).filter(({ number }) => number >= 0);
  const squares = (isWord: boolean) =>
    known.reduce((sum, { feature, value }) => sum + (isWordFeature(feature) === isWord ? value ** 2 : 0), 0);
  const scales = blockScales(squares(true), squares(false));
  const features = known.map(({ feature, number, value }) => {
    return { feature, number, value: value * (isWordFeature(feature) ? scales.words : scales.characters) };
  });
  return { probabilities, features };
}

/** Sums of one text's weights, block by block: words' first. Grown to the largest model in use. */
let sums = new Float64Array(0);

/** Both blocks are summed before their lengths are known and scaled afterwards, which spares making the row. */
function scoreText({ index, inverseFrequency, weights }: Model, text: string): Float64Array {
  const columns = weights.bias.length;
  if (sums.length < columns * 2) sums = new Float64Array(columns * 2);
  sums.fill(0);
  let wordSquares = 0;
  let characterSquares = 0;
  const { size, keys, counts } = counter.count(text);
  for (let place = 0; place < size; place += 1) {
    const feature = keys[place] ?? 0;
    const number = index.find(feature);
    if (number < 0) continue;
    const value = (SUBLINEAR[counts[place] ?? 0] ?? 0) * (inverseFrequency[number] ?? 0);
    const isWord = isWordFeature(feature);
    if (isWord) wordSquares += value * value;
    else characterSquares += value * value;
    const offset = isWord ? 0 : columns;
    const end = weights.starts[number + 1] ?? 0;
    for (let at = weights.starts[number] ?? 0; at < end; at += 1) {
      const column = offset + (weights.columns[at] ?? 0);
      sums[column] = (sums[column] ?? 0) + value * (weights.values[at] ?? 0);
    }
  }
  // As `blockScales` has it; units cancel out, since each block is divided by its own length.
  const length = sqrt((wordSquares > 0 ? 1 : 0) + (characterSquares > 0 ? CHARACTER_BLOCK_WEIGHT ** 2 : 0));
  const words = wordSquares > 0 ? weights.unit / sqrt(wordSquares) / length : 0;
  const characters =
    characterSquares > 0 ? (CHARACTER_BLOCK_WEIGHT * weights.unit) / sqrt(characterSquares) / length : 0;
  for (let column = 0; column < columns; column += 1) {
    const wordScore = (sums[column] ?? 0) * words;
    sums[column] = wordScore + (sums[columns + column] ?? 0) * characters + (weights.bias[column] ?? 0);
  }
  return sums;
}
