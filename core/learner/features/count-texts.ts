import { FeatureCounter, type FeatureKinds } from './tokenize.ts';

/** The features of several texts, text by text. */
export interface CountedTexts {
  /** Features of each text. */
  readonly sizes: Int32Array;
  /** Of all texts, one after the other: each feature's hash and how often it occurs. */
  readonly keys: Int32Array;
  readonly counts: Uint8Array;
}

/** Features a character of text gives, roughly: only saves growing. */
const FEATURES_A_CHARACTER = 2;

/** Counts the features of texts; see `FeatureCounter`. */
export function countTexts(texts: readonly string[], kinds: FeatureKinds): CountedTexts {
  const counter = new FeatureCounter(kinds);
  const sizes = new Int32Array(texts.length);
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  let keys = new Int32Array(Math.max(characters * FEATURES_A_CHARACTER, 1));
  let counts = new Uint8Array(keys.length);
  let used = 0;
  for (const [index, text] of texts.entries()) {
    const counted = counter.count(text);
    if (used + counted.size > keys.length) {
      const length = Math.max(used + counted.size, keys.length * 2);
      keys = grown(keys, new Int32Array(length));
      counts = grown(counts, new Uint8Array(length));
    }
    keys.set(counted.keys.subarray(0, counted.size), used);
    counts.set(counted.counts.subarray(0, counted.size), used);
    used += counted.size;
    sizes[index] = counted.size;
  }
  return { sizes, keys: keys.slice(0, used), counts: counts.slice(0, used) };
}

function grown<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
