import { HIGHEST_COUNT } from '../features/distinct-counter.ts';

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
