import { scramble } from '../../scramble.ts';
import { SIGNATURE_WORDS, VALUE_BITS } from './signature.ts';

/**
 * Bands of 8 values: each of a signature's 8 words of 4 bytes, and each of its 8 columns, a column being the same byte of 4
 * neighbouring words. A word and a column share 2 values at most, so that a column often finds what the words overlook.
 */
export const BANDS = 2 * SIGNATURE_WORDS;

const WORD_BITS = 32;
const COLUMN_WORDS = 4;
const BYTE_BITS = 8;
const BYTE_MASK = 0xff;

/** With fewer values many unrelated texts would agree. */
const NARROWEST = 5;
const WIDEST = WORD_BITS / VALUE_BITS;

/**
 * How many of a band's values have to agree for two examples to be compared: so many that an example agrees by chance with
 * one other in four at most. Of simulated pairs with a similarity of 0.8, one band of all at least agrees for 99.7% with 5
 * values (up to 262,144 examples), 98.5% with 6 (to 4 million) and 96.4% with 7 (to 67 million); of pairs at 0.85 for 99.4%
 * and more, at 0.9 for 99.98% and more.
 */
export function bandWidth(examples: number): number {
  let width = NARROWEST;
  while (width < WIDEST && examples > 2 ** (VALUE_BITS * width - 2)) width += 1;
  return width;
}

/**
 * Writes one hash for each signature of a block: the same for two signatures exactly when they agree in the first `width`
 * values of the band.
 */
export function hashBand(words: Int32Array, band: number, width: number, hashes: Int32Array): void {
  const count = words.length / SIGNATURE_WORDS;
  const left = WORD_BITS - VALUE_BITS * width;
  if (band < SIGNATURE_WORDS) {
    for (let index = 0; index < count; index += 1) {
      hashes[index] = scramble((words[index * SIGNATURE_WORDS + band] ?? 0) << left);
    }
    return;
  }
  const shift = BYTE_BITS * (band % COLUMN_WORDS);
  const firstWord = band < SIGNATURE_WORDS + COLUMN_WORDS ? 0 : COLUMN_WORDS;
  for (let index = 0; index < count; index += 1) {
    const at = index * SIGNATURE_WORDS + firstWord;
    const key =
      (((words[at] ?? 0) >>> shift) & BYTE_MASK) |
      ((((words[at + 1] ?? 0) >>> shift) & BYTE_MASK) << 8) |
      ((((words[at + 2] ?? 0) >>> shift) & BYTE_MASK) << 16) |
      (((words[at + 3] ?? 0) >>> shift) << 24);
    hashes[index] = scramble(key << left);
  }
}
