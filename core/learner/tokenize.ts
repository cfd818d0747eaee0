import { characterKind, SINGLE, SPACE } from './characters.ts';

/** How much of a text is looked at, in UTF-16 code units: the rest of a long text costs time and adds no accuracy. */
export const TEXT_CHARACTERS = 4_000;
const LONGEST_CHARACTER_RUN = 5;

/**
 * Slots of the table that counts one text's features. TEXT_CHARACTERS give at most 5 character runs and 2 word features
 * each, 28,000 in all, so the table stays under half full and never has to grow.
 */
const SLOTS = 65_536;
const MOST_FEATURES = SLOTS / 2;
/** Counts stop here: their logarithm hardly grows any more, and a count then fits in a byte. */
export const HIGHEST_COUNT = 255;

/** FNV-1a, over UTF-16 code units; each kind of feature starts from a number of its own. */
const FNV_PRIME = 0x01000193;
const WORD_START = 0x811c9dc5;
const PAIR_START = 0x2545f491;
const RUN_START = 0x1b873593;
/** Stands for the edge of a word in its character runs: a prefix is not the same as those letters further inside. */
const EDGE = 0x20;

/** The finalizer of MurmurHash3 (Appleby, public domain): every bit of the input reaches every bit of the result. */
function scramble(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** A feature's lowest bit tells its block, words or characters; the other 31 are its hash. */
export const isWordFeature = (feature: number): boolean => (feature & 1) === 1;

/** What is left of a text before it is cut into features: composed, in lower case, and not longer than is looked at. */
const prepareText = (text: string): string =>
  text.slice(0, TEXT_CHARACTERS).normalize('NFC').toLowerCase().slice(0, TEXT_CHARACTERS);

/**
 * Counts the features of one text at a time: words and pairs of neighbouring words, and the runs of 1 to 5 characters
 * within stretches free of spaces. After `count(text)` the first `size` entries of `features` and `counts` hold each
 * feature once, as a 32-bit hash that is never 0. The arrays are overwritten by the next call.
 */
export class FeatureCounter {
  size = 0;
  readonly features = new Int32Array(MOST_FEATURES);
  readonly counts = new Uint8Array(MOST_FEATURES);
  /** Position in `features` plus one; 0 marks a free slot. */
  readonly #slots = new Uint16Array(SLOTS);
  readonly #used = new Uint16Array(MOST_FEATURES);

  count(text: string): void {
    for (let index = 0; index < this.size; index += 1) this.#slots[this.#used[index] ?? 0] = 0;
    this.size = 0;
    const prepared = prepareText(text);
    this.#countWords(prepared);
    this.#countCharacterRuns(prepared);
  }

  #add(feature: number): void {
    let slot = (feature >>> 1) & (SLOTS - 1);
    for (;;) {
      const position = this.#slots[slot] ?? 0;
      if (position === 0) break;
      if (this.features[position - 1] === feature) {
        const count = this.counts[position - 1] ?? 0;
        if (count < HIGHEST_COUNT) this.counts[position - 1] = count + 1;
        return;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    this.features[this.size] = feature;
    this.counts[this.size] = 1;
    this.#used[this.size] = slot;
    this.size += 1;
    this.#slots[slot] = this.size;
  }

  #addWord(hash: number, previous: number): number {
    const word = scramble(hash);
    this.#add(word | 1);
    if (previous !== 0) this.#add(scramble(Math.imul(previous ^ PAIR_START, FNV_PRIME) ^ word) | 1);
    return word;
  }

  #countWords(text: string): void {
    let previous = 0;
    let hash = 0;
    let open = SPACE;
    for (let index = 0; index < text.length; ) {
      const codePoint = text.codePointAt(index) ?? 0;
      const kind = characterKind(codePoint);
      if (open !== SPACE && (kind !== open || open === SINGLE)) {
        previous = this.#addWord(hash, previous);
        open = SPACE;
      }
      if (kind !== SPACE) {
        if (open === SPACE) hash = WORD_START;
        hash = Math.imul(hash ^ codePoint, FNV_PRIME);
        open = kind;
      }
      index += codePoint > 0xffff ? 2 : 1;
    }
    if (open !== SPACE) this.#addWord(hash, previous);
  }

  #countCharacterRuns(text: string): void {
    let start = 0;
    for (let index = 0; index <= text.length; index += 1) {
      const atEnd = index === text.length || characterKind(text.charCodeAt(index)) === SPACE;
      if (!atEnd) continue;
      if (index > start) this.#addRuns(text, start, index);
      start = index + 1;
    }
  }

  /** Runs of 1 to 5 of the characters from `start` to `end`, with one edge before and one after. */
  #addRuns(text: string, start: number, end: number): void {
    for (let first = start - 1; first < end; first += 1) {
      let hash = RUN_START;
      const last = Math.min(first + LONGEST_CHARACTER_RUN - 1, end);
      for (let index = first; index <= last; index += 1) {
        hash = Math.imul(hash ^ (index < start || index === end ? EDGE : text.charCodeAt(index)), FNV_PRIME);
        if (index >= start) this.#add(scramble(hash) & ~1 || 2);
      }
    }
  }
}
