import { HIGHEST_COUNT } from '../features/distinct-counter.ts';
import { blockScales, SUBLINEAR } from './sparse-rows.ts';

const { max } = Math;

/** Counted texts that are to become rows, and the place for them. Plain data over memory that threads share. */
export interface RowsToBuild {
  /** Numbered features of all the texts, one text after the other, and how often each occurs. A number below 0 is left out. */
  readonly numbers: Int32Array;
  readonly counts: Uint8Array;
  /** Features of each text. */
  readonly sizes: Int32Array;
  /** What the vocabulary knows of each number. */
  readonly inverseFrequency: Float32Array;
  readonly wordBlock: Uint8Array;
  /** Where the first text's row begins; the others follow. */
  readonly start: number;
  readonly columns: Int32Array;
  readonly values: Float32Array;
}

/** A count fits in a byte, and the vocabulary's numbers in the other bits: both sort as one integer. */
const COUNT_BITS = 8;

/** Fills the rows: sublinear counts times inverse frequencies, each block of length 1 and then the row; columns rising. */
export function buildRows({
  numbers,
  counts,
  sizes,
  inverseFrequency,
  wordBlock,
  start,
  columns,
  values,
}: RowsToBuild): void {
  const packed = new Int32Array(sizes.reduce((most, size) => max(most, size), 0));
  let read = 0;
  let written = start;
  for (const size of sizes) {
    let used = 0;
    for (const end = read + size; read < end; read += 1) {
      const number = numbers[read] ?? -1;
      if (number < 0) continue;
      packed[used] = (number << COUNT_BITS) | (counts[read] ?? 0);
      used += 1;
    }
    const row = packed.subarray(0, used).sort();
    let wordSquares = 0;
    let characterSquares = 0;
    for (let index = 0; index < used; index += 1) {
      const number = (row[index] ?? 0) >>> COUNT_BITS;
      const value = (SUBLINEAR[(row[index] ?? 0) & HIGHEST_COUNT] ?? 0) * (inverseFrequency[number] ?? 0);
      columns[written + index] = number;
      values[written + index] = value;
      if (wordBlock[number] === 1) wordSquares += value * value;
      else characterSquares += value * value;
    }
    const scales = blockScales(wordSquares, characterSquares);
    for (const end = written + used; written < end; written += 1) {
      const scale = wordBlock[columns[written] ?? 0] === 1 ? scales.words : scales.characters;
      values[written] = (values[written] ?? 0) * scale;
    }
  }
}
