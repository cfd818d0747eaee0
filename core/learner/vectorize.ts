import type { CountedTexts } from './count-texts.ts';
import { FeatureTable } from './feature-table.ts';
import { RowBuilder, type SparseRows } from './sparse-rows.ts';
import { FeatureCounter, type FeatureKinds } from './tokenize.ts';
import { mostFeatures, pruneVocabulary, type Vocabulary } from './vocabulary.ts';

/** Entries of a piece of the growing record of counted texts: large enough to be few, small enough to free early. */
const PIECE = 2 ** 20;

/**
 * Learns a vocabulary from texts and turns the same texts into rows, each text being read once. Texts themselves are
 * not kept. Add texts in portions to let other work go on in between.
 */
export class Vectorizer {
  readonly #counter: FeatureCounter;
  readonly #table = new FeatureTable(2 ** 16);
  #frequencies = new Int32Array(2 ** 16);
  readonly #sizes: number[] = [];
  readonly #pieces: { numbers: Int32Array; counts: Uint8Array }[] = [];
  #used = PIECE;

  constructor(kinds: FeatureKinds = 'all') {
    this.#counter = new FeatureCounter(kinds);
  }

  add(text: string): void {
    this.#take(this.#counter.count(text));
  }

  /** Adds texts that were counted elsewhere, with the same kinds of features. */
  addCounted({ sizes, keys, counts }: CountedTexts): void {
    let start = 0;
    for (const size of sizes) {
      this.#take({ size, keys: keys.subarray(start, start + size), counts: counts.subarray(start, start + size) });
      start += size;
    }
  }

  #take(counted: { size: number; keys: Int32Array; counts: Uint8Array }): void {
    if (this.#used + counted.size > PIECE) {
      this.#pieces.push({ numbers: new Int32Array(PIECE), counts: new Uint8Array(PIECE) });
      this.#used = 0;
    }
    const piece = this.#pieces.at(-1);
    if (!piece) return;
    for (let index = 0; index < counted.size; index += 1) {
      const number = this.#table.findOrAdd(counted.keys[index] ?? 0);
      if (number >= this.#frequencies.length) this.#frequencies = grown(this.#frequencies);
      this.#frequencies[number] = (this.#frequencies[number] ?? 0) + 1;
      piece.numbers[this.#used + index] = number;
      piece.counts[this.#used + index] = counted.counts[index] ?? 0;
    }
    this.#used += counted.size;
    this.#sizes.push(counted.size);
  }

  /**
   * The vocabulary of the texts added, and their rows in the order they were added. To be called once.
   * @param classCount decides with the features how much memory training takes: many classes leave room for fewer features
   */
  finish(classCount = 2): { vocabulary: Vocabulary; rows: SparseRows } {
    const frequencies = this.#frequencies.subarray(0, this.#table.size);
    const { vocabulary, renumbered } = pruneVocabulary(
      this.#table.features(),
      frequencies,
      this.#sizes.length,
      mostFeatures(classCount),
    );
    const builder = new RowBuilder(vocabulary, keptEntries(frequencies, renumbered));
    let piece = this.#pieces.shift();
    let at = 0;
    for (const size of this.#sizes) {
      if (piece && at + size > PIECE) {
        piece = this.#pieces.shift();
        at = 0;
      }
      for (let index = at; piece && index < at + size; index += 1) {
        builder.push(renumbered[piece.numbers[index] ?? 0] ?? -1, piece.counts[index] ?? 0);
      }
      at += size;
      builder.endRow();
    }
    return { vocabulary, rows: builder.finish() };
  }
}

/** The rows of texts in a vocabulary that was learnt elsewhere; unknown features are left out. */
export function vectorizeTexts(vocabulary: Vocabulary, texts: Iterable<string>): SparseRows {
  const counter = new FeatureCounter();
  const builder = new RowBuilder(vocabulary, 2 ** 16);
  for (const text of texts) {
    const counted = counter.count(text);
    for (let index = 0; index < counted.size; index += 1) {
      builder.push(vocabulary.table.find(counted.keys[index] ?? 0), counted.counts[index] ?? 0);
    }
    builder.endRow();
  }
  return builder.finish();
}

/** How many entries are left when dropped features are gone: each feature has one entry for each text that has it. */
function keptEntries(frequencies: Int32Array, renumbered: Int32Array): number {
  let entries = 0;
  for (let at = 0; at < frequencies.length; at += 1) {
    if ((renumbered[at] ?? -1) >= 0) entries += frequencies[at] ?? 0;
  }
  return entries;
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
