import { ASCII_BYTES, encodeAscii } from './ascii-bytes.ts';

/** How many letters a text has, and in which case. */
export interface LetterCounts {
  /** Of any script, cased or not. */
  readonly letters: number;
  readonly upper: number;
  /** Letters without case (Hangul, ideographs) and title-case digraphs are neither upper nor lower. */
  readonly lower: number;
}

const LETTER = 1;
const UPPER = 2;
const LOWER = 4;
/** Set for every character once it has been looked up. */
const KNOWN = 8;

const CODE_POINTS = 0x110000;
/** Filled as characters are met: most texts use a few hundred different ones. */
const kinds = new Uint8Array(CODE_POINTS);

const IS_LETTER = /^\p{L}$/u;
const IS_UPPER = /^\p{Uppercase}$/u;
const IS_LOWER = /^\p{Lowercase}$/u;

/**
 * Counts letters as Python's `isalpha`, `isupper` and `islower` would, character by character. Differences come only from
 * the Unicode versions of the two: letters that one of them does not know yet. Lone surrogates are no letters.
 */
export function countLetters(text: string): LetterCounts {
  if (encodeAscii(text)) return countAscii(text.length);
  let letters = 0;
  let upper = 0;
  let lower = 0;
  for (let index = 0; index < text.length; index += 1) {
    let kind = kinds[text.charCodeAt(index)] ?? 0;
    if (kind === 0) {
      const codePoint = text.codePointAt(index) ?? 0;
      if (codePoint > 0xffff) index += 1;
      kind = (kinds[codePoint] ?? 0) || lookUp(codePoint);
    }
    letters += kind & LETTER;
    upper += (kind & UPPER) >> 1;
    lower += (kind & LOWER) >> 2;
  }
  return { letters, upper, lower };
}

/** Upper-case letters are counted in the upper half of a number, lower-case ones in the lower: neither can overflow. */
const UPPER_ONE = 2 ** 17;
const asciiLetters = new Int32Array(256);
asciiLetters.fill(UPPER_ONE, 'A'.charCodeAt(0), 'Z'.charCodeAt(0) + 1);
asciiLetters.fill(1, 'a'.charCodeAt(0), 'z'.charCodeAt(0) + 1);

function countAscii(length: number): LetterCounts {
  let both = 0;
  for (let index = 0; index < length; index += 1) both += asciiLetters[ASCII_BYTES[index] ?? 0] ?? 0;
  const lower = both % UPPER_ONE;
  const upper = (both - lower) / UPPER_ONE;
  return { letters: lower + upper, upper, lower };
}

/** Surrogates stay unknown, so that a pair is always looked at as one character. */
function lookUp(codePoint: number): number {
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return 0;
  const character = String.fromCodePoint(codePoint);
  let kind = KNOWN;
  if (IS_LETTER.test(character)) {
    kind |= LETTER;
    if (IS_UPPER.test(character)) kind |= UPPER;
    else if (IS_LOWER.test(character)) kind |= LOWER;
  }
  kinds[codePoint] = kind;
  return kind;
}
