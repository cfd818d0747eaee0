/** Between words: white space, punctuation, symbols. */
export const GAP = 1;
/** Part of a word. */
const LETTER = 2;
/** A word by itself, since its script is written without spaces, or with spaces that writers set as they like. */
export const SYLLABLE = 3;

/** Korean is among them: its spacing varies so much between writers that it says little about whether texts are alike. */
const SYLLABLE_PATTERN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const LETTER_PATTERN = /[\p{L}\p{N}\p{M}]/u;

const CODE_UNITS = 0x10000;
const NOT_YET_KNOWN = 0;
const kinds = new Uint8Array(CODE_UNITS);

/**
 * GAP, LETTER or SYLLABLE for a UTF-16 code unit. Half of a surrogate pair is a LETTER: emoji and rare scripts then form
 * words, without a pair ever having to be put together.
 */
export function unitKind(codeUnit: number): number {
  const known = kinds[codeUnit] ?? GAP;
  if (known !== NOT_YET_KNOWN) return known;
  const kind = findKind(codeUnit);
  kinds[codeUnit] = kind;
  return kind;
}

function findKind(codeUnit: number): number {
  if (codeUnit >= 0xd800 && codeUnit <= 0xdfff) return LETTER;
  const character = String.fromCharCode(codeUnit);
  if (SYLLABLE_PATTERN.test(character)) return SYLLABLE;
  return LETTER_PATTERN.test(character) ? LETTER : GAP;
}
