import { endOfHeaders, endOfLine, isAttribution, isQuotation, isSignatureMark } from './mail-lines.ts';

/** Signatures are four lines by custom, and rarely more than a dozen; what is longer was set off for another reason. */
const MOST_SIGNATURE_LINES = 12;
/** Twice the width of a terminal for each of them. */
const MOST_SIGNATURE_CHARACTERS = 160 * MOST_SIGNATURE_LINES;

const LETTER = /\p{L}/u;
const LETTER_OR_PICTURE = /[\p{L}\p{Extended_Pictographic}\u2600-\u27bf]/u;
/** Addresses are not words, but what is written around them in other scripts is. */
const BEYOND_ASCII = /[^\p{ASCII}\P{L}]/u;
const ADDRESS = /@|:\/\/|www\./i;

/**
 * True when a text has no word of its own author: nothing but headers of mail, quoted lines and who is quoted, a
 * signature, and addresses. One word is enough to be content, and so is a pictograph. A text without any letter is not
 * meant: white space is another check's business, and a face made of punctuation, or a number, may say all there is to say.
 */
export function isWithoutContent(text: string): boolean {
  const body = text.indexOf('\n\n');
  // Headers end before the first empty line, so own words behind it settle the matter, unless a signature began before.
  if (body !== -1 && hasOwnLine(text, body + 2) && !hasSignatureMark(text, body)) return false;
  return !hasOwnLine(text, endOfHeaders(text)) && LETTER.test(text);
}

/** True when there is a line with a word of the author's own from `start` on, before the signature. */
function hasOwnLine(text: string, start: number): boolean {
  for (let line = start; line < text.length; ) {
    const end = endOfLine(text, line);
    const written = text.slice(line, end);
    if (isSignatureMark(written) && isSignature(text, end)) return false;
    if (hasOwnWord(written) && !isQuotation(written) && !announcesQuotation(written, text, end)) return true;
    line = end + 1;
  }
  return false;
}

function hasSignatureMark(text: string, before: number): boolean {
  const mark = text.startsWith('--') ? 0 : text.indexOf('\n--');
  return mark !== -1 && mark < before;
}

/**
 * True when what follows the mark is one short block and nothing else: some people put the mark before the whole text,
 * or before the second half of it.
 */
function isSignature(text: string, markEnd: number): boolean {
  let start = markEnd + 1;
  if (text.length - start > MOST_SIGNATURE_CHARACTERS) return false;
  for (let lines = 0; lines < MOST_SIGNATURE_LINES && start < text.length; lines += 1) {
    const end = endOfLine(text, start);
    if (!/\S/.test(text.slice(start, end))) break;
    start = end + 1;
  }
  return !/\S/.test(text.slice(start));
}

/** True for an attribution before a quoted line, or before another line of the same attribution. */
function announcesQuotation(written: string, text: string, end: number): boolean {
  if (!isAttribution(written)) return false;
  let next = end + 1;
  while (next < text.length && /\s/.test(text.charAt(next))) next += 1;
  const following = text.slice(next, endOfLine(text, next));
  return isQuotation(following) || isAttribution(following);
}

function hasOwnWord(line: string): boolean {
  if (!/\S/.test(line)) return false;
  if (!ADDRESS.test(line)) return LETTER_OR_PICTURE.test(line);
  return line.split(/\s+/).some((word) => (ADDRESS.test(word) ? BEYOND_ASCII : LETTER_OR_PICTURE).test(word));
}
