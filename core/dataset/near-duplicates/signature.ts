import { scramble } from '../../scramble.ts';
import { hashShingles, shingleHashes } from './shingles.ts';

const { imul } = Math;

/**
 * Values in a signature. In the same 32 bytes 64 values of 4 bits tell the similarity more exactly than 32 of 8: over real
 * pairs of newsgroup posts from 0.6 up the error's root mean square is 0.050 instead of 0.071, and with 2 or 1 bits 0.042
 * and 0.037; but a band of such small values is no key that keeps unrelated texts apart.
 */
export const SIGNATURE_VALUES = 64;
export const VALUE_BITS = 4;
export const SIGNATURE_BYTES = (SIGNATURE_VALUES * VALUE_BITS) / 8;
export const SIGNATURE_WORDS = SIGNATURE_BYTES / 4;

/**
 * Shingles under which a text is too short to be compared: 10 words, or 12 syllables or ideographs. With fewer, texts that
 * differ in their last word alone, and ask for different things, would often count as near: with 8 they have 7 of 9 in
 * common.
 */
const FEWEST_SHINGLES = 8;

const VALUE_MASK = 0xf;
const POSITION_MASK = SIGNATURE_VALUES - 1;
/** Of a hash, its lowest 6 bits choose a position and its highest 22 are the rank there. */
const RANK_SHIFT = 10;
const RANK_BITS = 32 - RANK_SHIFT;
/** 2^32 divided by the golden ratio: the hashes of different rounds start far apart. */
const ROUND_STEP = 0x9e3779b9;

/** Above every rank, since there are at most 128 rounds: 7 bits, and 22. */
const EMPTY = 0x7fffffff;
const lowest = new Int32Array(SIGNATURE_VALUES);

/**
 * Writes the signature of a normalised text (see `normaliseText`) into `target`, SIGNATURE_BYTES from `at` on: the lower
 * the share of values in which two signatures differ, the more shingles the texts share (see `mostDiffering`). It is a
 * MinHash of 64 positions with one hash of each shingle, the lowest 4 bits of each position's minimum (Li and König,
 * "b-bit minwise hashing", 2010). Short texts leave positions empty; these are filled by hashing all shingles anew, round
 * by round, each of the last 64 rounds filling one position (Dahlgaard, Knudsen and Thorup, "Fast similarity sketching",
 * 2017), so that the values stay independent whatever the text's length.
 * @returns false when the text is too short to be compared ({@link FEWEST_SHINGLES}); nothing is written then
 */
export function signText(normalised: string, target: Uint8Array, at: number): boolean {
  const count = hashShingles(normalised);
  if (count < FEWEST_SHINGLES) return false;
  lowest.fill(EMPTY);
  let empty = SIGNATURE_VALUES;
  for (let round = 0; empty > 0; round += 1) empty -= fillPositions(count, round);
  for (let index = 0; index < SIGNATURE_BYTES; index += 1) {
    const even = (lowest[2 * index] ?? 0) & VALUE_MASK;
    const odd = (lowest[2 * index + 1] ?? 0) & VALUE_MASK;
    target[at + index] = even | (odd << 4);
  }
  return true;
}

/**
 * Gives every position the lowest rank of its shingles in this round, where it has none from an earlier one.
 * @returns how many positions were empty before
 */
function fillPositions(count: number, round: number): number {
  const salt = imul(round, ROUND_STEP);
  const rankAbove = round << RANK_BITS;
  const fixed = round - SIGNATURE_VALUES;
  let filled = 0;
  for (let index = 0; index < count; index += 1) {
    const shingle = shingleHashes[index] ?? 0;
    const hash = round === 0 ? shingle : scramble(shingle + salt);
    const position = fixed < 0 ? hash & POSITION_MASK : fixed;
    const rank = rankAbove | (hash >>> RANK_SHIFT);
    const before = lowest[position] ?? 0;
    if (rank >= before) continue;
    if (before === EMPTY) filled += 1;
    lowest[position] = rank;
  }
  return filled;
}
