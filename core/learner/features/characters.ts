/** What a character is to the tokenizer. */
export const SPACE = 1;
/** A letter, digit or mark: part of a word. */
export const WORD = 2;
/** An ideograph or kana: a word by itself, since no spaces tell where words end. */
export const SINGLE = 3;
/** Punctuation, symbols, emoji. */
export const SYMBOL = 4;

const SPACE_PATTERN = /[\s\p{Z}\p{Cc}\p{Cf}]/u;
const SINGLE_PATTERN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const WORD_PATTERN = /[\p{L}\p{N}\p{M}]/u;

const CODE_POINTS = 0x110000;
const NOT_YET_KNOWN = 0;
/** Filled as characters are met: a start is then quick, and most texts use a few hundred different ones. */
const kinds = new Uint8Array(CODE_POINTS);

/** SPACE, WORD, SINGLE or SYMBOL for a Unicode code point. */
export function characterKind(codePoint: number): number {
  const known = kinds[codePoint] ?? SYMBOL;
  if (known !== NOT_YET_KNOWN) return known;
  const kind = findKind(String.fromCodePoint(codePoint));
  kinds[codePoint] = kind;
  return kind;
}

function findKind(character: string): number {
  if (SPACE_PATTERN.test(character)) return SPACE;
  if (SINGLE_PATTERN.test(character)) return SINGLE;
  return WORD_PATTERN.test(character) ? WORD : SYMBOL;
}
