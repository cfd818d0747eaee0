import { buildRows } from './build-rows.ts';
import { type CountedTexts, countTexts } from './count-texts.ts';
import { FeatureTable } from './feature-table.ts';
import { sharedBytes, sharedFloats, sharedIntegers, shareIntegers } from './shared-arrays.ts';
import type { SparseRows } from './sparse-rows.ts';
import { FeatureCounter, type FeatureKinds } from './tokenize.ts';
import { mostFeatures, pruneVocabulary, type Vocabulary } from './vocabulary.ts';
import { type Workers, workHere } from './work.ts';

/** Entries of a piece of the growing record of counted texts: large enough to be few, small enough to free early. */
const PIECE = 2 ** 20;

/** Some of the texts, their features numbered in the order of arrival. */
interface Piece {
  readonly numbers: Int32Array;
  readonly counts: Uint8Array;
  readonly sizes: number[];
  used: number;
}

/**
 * Learns a vocabulary from texts and turns the same texts into rows, each text being read once. Texts themselves are
 * not kept. Add texts in portions to let other work go on in between.
 */
export class Vectorizer {
  readonly #counter: FeatureCounter;
  readonly #table = new FeatureTable(2 ** 16);
  #frequencies = new Int32Array(2 ** 16);
  readonly #pieces: Piece[] = [];
  #texts = 0;

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

  /**
   * The vocabulary of the texts added, and their rows in the order they were added. To be called once.
   * @param classCount decides with the features how much memory training takes: many classes leave room for fewer features
   */
  async finish(classCount = 2, workers: Workers = workHere): Promise<{ vocabulary: Vocabulary; rows: SparseRows }> {
    const frequencies = this.#frequencies.subarray(0, this.#table.size);
    const most = mostFeatures(classCount);
    const { vocabulary, renumbered } = pruneVocabulary(this.#table.features(), frequencies, this.#texts, most);
    const starts = sharedIntegers(this.#texts + 1);
    let row = 0;
    const firsts = this.#pieces.map((piece) => {
      const first = row;
      renumber(piece, renumbered, starts, row);
      row += piece.sizes.length;
      return first;
    });
    const { inverseFrequency, wordBlock } = vocabulary;
    const entries = starts[this.#texts] ?? 0;
    const [columns, values] = [sharedIntegers(entries), sharedFloats(entries)];
    const pieces = this.#pieces.splice(0).map(({ numbers, counts, sizes }, index) => {
      const start = starts[firsts[index] ?? 0] ?? 0;
      const rows = {
        numbers,
        counts,
        sizes: Int32Array.from(sizes),
        inverseFrequency,
        wordBlock,
        start,
        columns,
        values,
      };
      return { kind: 'rows' as const, rows };
    });
    await workers<'rows'>(pieces);
    return { vocabulary, rows: { count: this.#texts, starts, columns, values } };
  }

  #take(counted: { size: number; keys: Int32Array; counts: Uint8Array }): void {
    const piece = this.#pieceFor(counted.size);
    for (let index = 0; index < counted.size; index += 1) {
      const number = this.#table.findOrAdd(counted.keys[index] ?? 0);
      if (number >= this.#frequencies.length) this.#frequencies = grown(this.#frequencies);
      this.#frequencies[number] = (this.#frequencies[number] ?? 0) + 1;
      piece.numbers[piece.used + index] = number;
      piece.counts[piece.used + index] = counted.counts[index] ?? 0;
    }
    piece.used += counted.size;
    piece.sizes.push(counted.size);
    this.#texts += 1;
  }

  #pieceFor(size: number): Piece {
    const last = this.#pieces.at(-1);
    if (last && last.used + size <= PIECE) return last;
    const piece = { numbers: sharedIntegers(PIECE), counts: sharedBytes(PIECE), sizes: [], used: 0 };
    this.#pieces.push(piece);
    return piece;
  }
}

/** Gives a piece's features their numbers in the vocabulary, -1 where they were dropped, and says where its rows end. */
function renumber({ numbers, sizes }: Piece, renumbered: Int32Array, starts: Int32Array, first: number): void {
  let at = 0;
  let entries = starts[first] ?? 0;
  for (const [index, size] of sizes.entries()) {
    for (const end = at + size; at < end; at += 1) {
      const number = renumbered[numbers[at] ?? 0] ?? -1;
      numbers[at] = number;
      if (number >= 0) entries += 1;
    }
    starts[first + index + 1] = entries;
  }
}

/** The rows of texts in a vocabulary that was learnt elsewhere; unknown features are left out. */
export function vectorizeTexts(
  { table, inverseFrequency, wordBlock }: Vocabulary,
  texts: readonly string[],
): SparseRows {
  const { keys, counts, sizes } = countTexts(texts, 'all');
  const numbers = keys.map((key) => table.find(key));
  const starts = [0];
  let at = 0;
  for (const size of sizes) {
    let entries = starts.at(-1) ?? 0;
    for (const end = at + size; at < end; at += 1) if ((numbers[at] ?? -1) >= 0) entries += 1;
    starts.push(entries);
  }
  const entries = starts.at(-1) ?? 0;
  const [columns, values] = [sharedIntegers(entries), sharedFloats(entries)];
  buildRows({ numbers, counts, sizes, inverseFrequency, wordBlock, start: 0, columns, values });
  return { count: texts.length, starts: shareIntegers(starts), columns, values };
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
