/** What a character is to the tokenizer. */
export const SPACE = 1;
/** A letter, digit or mark: part of a word. */
export const WORD = 2;
/** An ideograph or kana: a word by itself, since no spaces tell where words end. */
export const SINGLE = 3;
/** Punctuation, symbols, emoji. */
export const SYMBOL = 4;

const CODE_POINTS = 0x110000;
const NOT_YET_KNOWN = 0;
/** Filled as characters are met: a start is then quick, and most texts use a few hundred different ones. */
const kinds = new Uint8Array(CODE_POINTS);

/** SPACE, WORD, SINGLE or SYMBOL for a Unicode code point. */
export function characterKind(codePoint: number): number {
  const known = kinds[codePoint] ?? SYMBOL;
  if (known !== NOT_YET_KNOWN) return known;
  const kind = codePoint <= LAST_ASCII ? findAsciiKind(codePoint) : findKind(String.fromCodePoint(codePoint));
  kinds[codePoint] = kind;
  return kind;
}

const LAST_ASCII = 0x7f;

/** What {@link findKind} would say, and without Unicode's tables. */
function findAsciiKind(code: number): number {
  if (code <= 0x20 || code === LAST_ASCII) return SPACE;
  const isDigit = code >= 0x30 && code <= 0x39;
  const lowerCase = code | 0x20;
  return isDigit || (lowerCase >= 0x61 && lowerCase <= 0x7a) ? WORD : SYMBOL;
}

/**
 * Made of texts, and when they are needed: wherever a literal with a class of Unicode's stands, the engine works it out as it
 * reads the file, which a start would wait for.
 */
let patterns: { readonly space: RegExp; readonly single: RegExp; readonly word: RegExp } | undefined;

const anyOf = (classes: string) => new RegExp(`[${classes}]`, 'u');

function findKind(character: string): number {
  patterns ??= {
    space: anyOf(String.raw`\s\p{Z}\p{Cc}\p{Cf}`),
    single: anyOf(String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}`),
    word: anyOf(String.raw`\p{L}\p{N}\p{M}`),
  };
  if (patterns.space.test(character)) return SPACE;
  if (patterns.single.test(character)) return SINGLE;
  return patterns.word.test(character) ? WORD : SYMBOL;
}
