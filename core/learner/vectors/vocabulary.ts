import { isWordFeature } from '../features/tokenize.ts';
import { sharedBytes, sharedFloats, sharedIntegers } from '../shared-arrays.ts';
import { FeatureTable } from './feature-table.ts';

/**
 * Features kept at most; of more, those in the most texts stay. It bounds a model's size (half a million features with
 * one weight each are about 3 MB) and the memory of training.
 */
const MOST_FEATURES = 2 ** 19;
/** Features times classes at most: weights in training are 4 bytes each, so that they take 256 MB at the worst. */
const MOST_TRAINED_WEIGHTS = 2 ** 26;

/** How many features a classifier with this many classes may have. */
export const mostFeatures = (classCount: number): number =>
  Math.min(MOST_FEATURES, Math.floor(MOST_TRAINED_WEIGHTS / classCount));

/** Training uses what a model's file can hold: numbers up to 32 in 16 bits, enough for e^31 texts. */
export const INVERSE_FREQUENCY_UNIT = 1 / 2_048;

/** A feature seen in one text only says nothing about another text; under this many texts it is kept all the same. */
const FEW_TEXTS = 100;
/** Runs of characters in more of the texts than this are the grammar of the language, not its matter. */
const HIGHEST_RUN_SHARE = 0.3;
/** The share is not applied to runs in this few texts. */
const ALWAYS_KEPT_TEXTS = 20;

/** The features a model knows, numbered from the most frequent down, and how much each one weighs. */
export interface Vocabulary {
  readonly table: FeatureTable;
  /** By number. */
  readonly features: Int32Array;
  /** Texts the frequencies were counted in. */
  readonly texts: number;
  /** Texts that have the feature, by number; never increasing. */
  readonly documentFrequency: Int32Array;
  /**
   * Smoothed inverse document frequency by number: ln((1 + texts) / (1 + frequency)) + 1, as scikit-learn has it, in
   * whole multiples of INVERSE_FREQUENCY_UNIT.
   */
  readonly inverseFrequency: Float32Array;
  /** 1 where the feature is of the word block, 0 where it is a run of characters. */
  readonly wordBlock: Uint8Array;
}

/** Builds the vocabulary of features that are in the order of their numbers. */
function createVocabulary(features: Int32Array, documentFrequency: Int32Array, texts: number): Vocabulary {
  const table = new FeatureTable(features.length);
  const inverseFrequency = sharedFloats(features.length);
  const wordBlock = sharedBytes(features.length);
  for (let number = 0; number < features.length; number += 1) {
    const feature = features[number] ?? 0;
    table.findOrAdd(feature);
    const exact = Math.log((1 + texts) / (1 + (documentFrequency[number] ?? 0))) + 1;
    inverseFrequency[number] = Math.round(exact / INVERSE_FREQUENCY_UNIT) * INVERSE_FREQUENCY_UNIT;
    wordBlock[number] = isWordFeature(feature) ? 1 : 0;
  }
  return { table, features, texts, documentFrequency, inverseFrequency, wordBlock };
}

/**
 * Chooses what to keep of all features met in the texts.
 * @returns the vocabulary, and for each feature its number in the vocabulary, or -1 when it was dropped
 */
export function pruneVocabulary(
  features: Int32Array,
  frequencies: Int32Array,
  texts: number,
  most: number,
): { vocabulary: Vocabulary; renumbered: Int32Array } {
  const fewest = texts < FEW_TEXTS ? 1 : 2;
  const kept = keepFrequent(features, frequencies, texts, fewest);
  const all = kept.length > 0 ? kept : keepFrequent(features, frequencies, texts, 1);
  const chosen = all.subarray(0, most);
  const renumbered = new Int32Array(features.length).fill(-1);
  const keptFeatures = sharedIntegers(chosen.length);
  const keptFrequencies = new Int32Array(chosen.length);
  for (let number = 0; number < chosen.length; number += 1) {
    const old = chosen[number] ?? 0;
    renumbered[old] = number;
    keptFeatures[number] = features[old] ?? 0;
    keptFrequencies[number] = frequencies[old] ?? 0;
  }
  return { vocabulary: createVocabulary(keptFeatures, keptFrequencies, texts), renumbered };
}

/** Positions of the features that stay, by falling frequency; among equals, the order of arrival. A counting sort. */
function keepFrequent(features: Int32Array, frequencies: Int32Array, texts: number, fewest: number): Int32Array {
  const most = Math.max(texts * HIGHEST_RUN_SHARE, ALWAYS_KEPT_TEXTS);
  const stays = (at: number) => {
    const frequency = frequencies[at] ?? 0;
    return frequency >= fewest && (frequency <= most || isWordFeature(features[at] ?? 0));
  };
  const starts = new Int32Array(texts + 2);
  for (let at = 0; at < features.length; at += 1) {
    if (stays(at)) starts[texts - (frequencies[at] ?? 0) + 1] = (starts[texts - (frequencies[at] ?? 0) + 1] ?? 0) + 1;
  }
  for (let rank = 1; rank < starts.length; rank += 1) starts[rank] = (starts[rank] ?? 0) + (starts[rank - 1] ?? 0);
  const order = new Int32Array(starts[texts + 1] ?? 0);
  for (let at = 0; at < features.length; at += 1) {
    if (!stays(at)) continue;
    const rank = texts - (frequencies[at] ?? 0);
    const place = starts[rank] ?? 0;
    order[place] = at;
    starts[rank] = place + 1;
  }
  return order;
}
