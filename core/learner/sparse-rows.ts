import { HIGHEST_COUNT } from './distinct-counter.ts';
import { sharedFloats, sharedIntegers, shareIntegers } from './shared-arrays.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Length of a text's character block when its word block has length 1, before the row is brought to length 1. */
export const CHARACTER_BLOCK_WEIGHT = 1.2;

/** 1 + ln(count) by count: the tenth mention of a word says less than the first. */
export const SUBLINEAR = Float64Array.from({ length: HIGHEST_COUNT + 1 }, (_, count) =>
  count === 0 ? 0 : 1 + Math.log(count),
);

/**
 * Sparse rows of length 1 (or 0, for a text without a known feature): the entries of row i are at `starts[i]` to
 * `starts[i + 1] - 1`, their columns rising. What a vectorizer makes lies in memory that threads share.
 */
export interface SparseRows {
  readonly count: number;
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float32Array;
}

/** What each block's values are multiplied with, given the blocks' squared lengths, to bring the whole row to length 1. */
export function blockScales(wordSquares: number, characterSquares: number): { words: number; characters: number } {
  const words = wordSquares > 0 ? 1 / Math.sqrt(wordSquares) : 0;
  const characters = characterSquares > 0 ? CHARACTER_BLOCK_WEIGHT / Math.sqrt(characterSquares) : 0;
  const length = Math.hypot(words > 0 ? 1 : 0, characters > 0 ? CHARACTER_BLOCK_WEIGHT : 0);
  return length > 0 ? { words: words / length, characters: characters / length } : { words, characters };
}

/** A count fits in a byte, and the vocabulary's numbers in the other bits: both sort as one integer. */
const COUNT_BITS = 8;

/** Turns counted features into rows, one row at a time. */
export class RowBuilder {
  readonly #vocabulary: Vocabulary;
  readonly #starts: number[] = [0];
  #columns: Int32Array;
  #values: Float32Array;
  readonly #row = new Int32Array(2 ** 15);
  #rowSize = 0;

  /** @param entries how many entries will come, if known; it only saves growing */
  constructor(vocabulary: Vocabulary, entries: number) {
    this.#vocabulary = vocabulary;
    this.#columns = sharedIntegers(entries);
    this.#values = sharedFloats(entries);
  }

  /** Adds one feature to the row in the making; -1 stands for an unknown one and adds nothing. */
  push(number: number, count: number): void {
    if (number < 0) return;
    this.#row[this.#rowSize] = (number << COUNT_BITS) | count;
    this.#rowSize += 1;
  }

  endRow(): void {
    const start = this.#starts.at(-1) ?? 0;
    const size = this.#rowSize;
    this.#reserve(start + size);
    const row = this.#row.subarray(0, size).sort();
    const { inverseFrequency, wordBlock } = this.#vocabulary;
    const squares = [0, 0];
    for (let index = 0; index < size; index += 1) {
      const packed = row[index] ?? 0;
      const number = packed >>> COUNT_BITS;
      const value = (SUBLINEAR[packed & HIGHEST_COUNT] ?? 0) * (inverseFrequency[number] ?? 0);
      this.#columns[start + index] = number;
      this.#values[start + index] = value;
      const block = wordBlock[number] ?? 0;
      squares[block] = (squares[block] ?? 0) + value * value;
    }
    const scales = blockScales(squares[1] ?? 0, squares[0] ?? 0);
    for (let at = start; at < start + size; at += 1) {
      const scale = wordBlock[this.#columns[at] ?? 0] === 1 ? scales.words : scales.characters;
      this.#values[at] = (this.#values[at] ?? 0) * scale;
    }
    this.#starts.push(start + size);
    this.#rowSize = 0;
  }

  finish(): SparseRows {
    const starts = shareIntegers(this.#starts);
    return { count: starts.length - 1, starts, columns: this.#columns, values: this.#values };
  }

  #reserve(entries: number): void {
    if (entries <= this.#columns.length) return;
    const length = Math.max(entries, this.#columns.length * 2);
    const columns = sharedIntegers(length);
    columns.set(this.#columns);
    this.#columns = columns;
    const values = sharedFloats(length);
    values.set(this.#values);
    this.#values = values;
  }
}
