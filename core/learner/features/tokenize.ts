import { scramble } from '../../scramble.ts';
import { characterKind, SINGLE, SPACE, SYMBOL } from './characters.ts';
import { DistinctCounter } from './distinct-counter.ts';

const { imul, min } = Math;

/** How much of a text is looked at, in UTF-16 code units: the rest of a long text costs time and adds no accuracy. */
export const TEXT_CHARACTERS = 4_000;
export const LONGEST_CHARACTER_RUN = 5;

/** TEXT_CHARACTERS give at most 5 character runs and 2 word features each, 28,000 in all: under half of the slots. */
const FEATURE_SLOTS = 65_536;
/** Stretches are at most as many as characters. */
const STRETCH_SLOTS = 8_192;

/** FNV-1a, over UTF-16 code units; each kind of feature starts from a number of its own. */
const FNV_PRIME = 0x01000193;
const WORD_START = 0x811c9dc5;
const PAIR_START = 0x2545f491;
const RUN_START = 0x1b873593;
/** Stands for the edge of a word in its character runs: a prefix is not the same as those letters further inside. */
const EDGE = 0x20;

/** A feature's lowest bit tells its block, words or characters; the other 31 are its hash. */
export const isWordFeature = (feature: number): boolean => (feature & 1) === 1;
const wordFeature = (hash: number): number => hash | 1;
const characterFeature = (hash: number): number => hash & ~1;

/** What is left of a text before it is cut into features: composed, in lower case, and not longer than is looked at. */
export const prepareText = (text: string): string =>
  text.slice(0, TEXT_CHARACTERS).normalize('NFC').toLowerCase().slice(0, TEXT_CHARACTERS);

function wordHash(word: string): number {
  let hash = WORD_START;
  for (const character of word) hash = imul(hash ^ (character.codePointAt(0) ?? 0), FNV_PRIME);
  return scramble(hash);
}

const pairHash = (previous: number, word: number): number => imul(previous ^ PAIR_START, FNV_PRIME) ^ word;

/** The feature of one word of a prepared text, and of a word after another. */
export const featureOfWord = (word: string): number => wordFeature(wordHash(word));

export const featureOfPair = (previous: string, word: string): number =>
  wordFeature(scramble(pairHash(wordHash(previous), wordHash(word))));

/** The feature of a run of characters, its edges written as spaces. */
export function featureOfRun(run: string): number {
  let hash = RUN_START;
  for (let index = 0; index < run.length; index += 1) hash = imul(hash ^ run.charCodeAt(index), FNV_PRIME);
  return characterFeature(scramble(hash));
}

/** What is counted: all, or words and pairs only, which are a quarter as many and of long texts tell almost as much. */
export type FeatureKinds = 'all' | 'words';

/**
 * Counts the features of one text at a time, as 32-bit hashes: words and pairs of neighbouring words, and the runs of 1
 * to 5 characters within stretches of letters or of symbols. Words carry the matter; character runs carry inflections,
 * misspellings and languages without spaces.
 */
export class FeatureCounter {
  readonly #features = new DistinctCounter(FEATURE_SLOTS);
  readonly #stretches = new DistinctCounter(STRETCH_SLOTS);
  readonly #starts = new Uint16Array(STRETCH_SLOTS / 2);
  readonly #ends = new Uint16Array(STRETCH_SLOTS / 2);
  readonly #kinds: FeatureKinds;

  constructor(kinds: FeatureKinds = 'all') {
    this.#kinds = kinds;
  }

  /** The text's features with their counts. They are gone at the next call. */
  count(text: string): Pick<DistinctCounter, 'size' | 'keys' | 'counts'> {
    const prepared = prepareText(text);
    this.#features.clear();
    this.#countWords(prepared);
    if (this.#kinds === 'words') return this.#features;
    this.#countStretches(prepared);
    for (let stretch = 0; stretch < this.#stretches.size; stretch += 1) this.#countRuns(prepared, stretch);
    return this.#features;
  }

  #countWords(text: string): void {
    let previous = 0;
    let hash = 0;
    let open = SPACE;
    for (let index = 0; index < text.length; ) {
      const codePoint = text.codePointAt(index) ?? 0;
      const kind = characterKind(codePoint);
      if (open !== SPACE && (kind !== open || open === SINGLE)) {
        previous = this.#countWord(hash, previous);
        open = SPACE;
      }
      if (kind !== SPACE) {
        if (open === SPACE) hash = WORD_START;
        hash = imul(hash ^ codePoint, FNV_PRIME);
        open = kind;
      }
      index += codePoint > 0xffff ? 2 : 1;
    }
    if (open !== SPACE) this.#countWord(hash, previous);
  }

  #countWord(hash: number, previous: number): number {
    const word = scramble(hash);
    this.#features.add(wordFeature(word), 1);
    if (previous !== 0) this.#features.add(wordFeature(scramble(pairHash(previous, word))), 1);
    return word;
  }

  /** Finds the stretches of letters and of symbols, and how often each occurs: most words of a text occur again. */
  #countStretches(text: string): void {
    this.#stretches.clear();
    let start = 0;
    let hash = WORD_START;
    let open = SPACE;
    for (let index = 0; index <= text.length; index += 1) {
      const unit = index < text.length ? text.charCodeAt(index) : EDGE;
      const kind = characterKind(unit);
      const joins = kind !== SPACE && open !== SPACE && (kind === SYMBOL) === (open === SYMBOL);
      if (!joins) {
        if (open !== SPACE) this.#countStretch(hash, start, index);
        start = index;
        hash = WORD_START;
      }
      hash = imul(hash ^ unit, FNV_PRIME);
      open = kind;
    }
  }

  #countStretch(hash: number, start: number, end: number): void {
    const position = this.#stretches.add(scramble(hash), 1);
    this.#starts[position] = start;
    this.#ends[position] = end;
  }

  /** Runs of 1 to 5 of a stretch's characters, with an edge before the first and one after the last. */
  #countRuns(text: string, stretch: number): void {
    const start = this.#starts[stretch] ?? 0;
    const end = this.#ends[stretch] ?? 0;
    const times = this.#stretches.counts[stretch] ?? 0;
    for (let first = start - 1; first < end; first += 1) {
      const last = min(first + LONGEST_CHARACTER_RUN - 1, end);
      let hash = RUN_START;
      for (let index = first; index <= last; index += 1) {
        hash = imul(hash ^ (index < start || index === end ? EDGE : text.charCodeAt(index)), FNV_PRIME);
        if (index >= start) this.#features.add(characterFeature(scramble(hash)), times);
      }
    }
  }
}
