import { Buffer } from 'node:buffer';
import { scramble } from '../../scramble.ts';
import { GAP, SYLLABLE, unitKind } from './text-units.ts';

const { imul } = Math;

/**
 * How much of a text is compared, in UTF-16 code units. Texts that agree so far and differ later count as near: they are
 * alike in all that most models are shown of them.
 */
export const COMPARED_CHARACTERS = 20_000;

/** FNV-1a over UTF-16 code units. */
const FNV_START = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
/** Odd multipliers, so that the same words in another order are another shingle. */
const [SECOND, THIRD, FOURTH, FIFTH] = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f];

/**
 * Words in a shingle. Labels of near pairs agree about as often with 2, 3 or 4; with 2 a short question counts as near with
 * one word exchanged, with 4 a tenth of the long quotations and templates is lost.
 */
const WORDS = 3;
/** Syllables or ideographs in a shingle: about two words of Korean or Chinese. */
const SYLLABLES = 5;

/** A copy of the text to read from: a string, above all one cut out of another, gives up its characters at half the speed. */
const units = new Uint16Array(COMPARED_CHARACTERS);
const unitBytes = Buffer.from(units.buffer);

/** The shingles of the text that was hashed last: overwritten by the next. At most one ends at each character. */
export const shingleHashes = new Int32Array(COMPARED_CHARACTERS);

/**
 * Writes the 32-bit hash of every shingle of a normalised text into {@link shingleHashes}: each three words in a row, and
 * where the last of them is a syllable or an ideograph, each five. Punctuation takes no part.
 * @returns how many there are, repeated ones included
 */
export function hashShingles(text: string): number {
  const end = unitBytes.write(text, 'utf16le') / Uint16Array.BYTES_PER_ELEMENT;
  let [second, third, fourth, fifth] = [0, 0, 0, 0];
  let words = 0;
  let count = 0;
  for (let index = 0; index < end; ) {
    const first = units[index] ?? 0;
    const kind = unitKind(first);
    index += 1;
    if (kind === GAP) continue;
    let word = imul(FNV_START ^ first, FNV_PRIME);
    let needed = SYLLABLES;
    if (kind !== SYLLABLE) {
      needed = WORDS;
      for (; index < end; index += 1) {
        const unit = units[index] ?? 0;
        if (unitKind(unit) !== kind) break;
        word = imul(word ^ unit, FNV_PRIME);
      }
    }
    words += 1;
    if (words >= needed) {
      let hash = word + imul(second, SECOND) + imul(third, THIRD);
      if (needed === SYLLABLES) hash += imul(fourth, FOURTH) + imul(fifth, FIFTH);
      shingleHashes[count] = scramble(hash | 0);
      count += 1;
    }
    fifth = fourth;
    fourth = third;
    third = second;
    second = word;
  }
  return count;
}
