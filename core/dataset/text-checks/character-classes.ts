import { ASCII_BYTES, encodeAscii } from './ascii-bytes.ts';

/** What kinds of characters a text has: the cheap question that decides which of the dearer ones are worth asking. */
export const CHARACTER_CLASS = {
  /** U+0000 to U+001F without tab, line feed, carriage return, vertical tab and form feed; U+007F to U+009F. */
  control: 1,
  /** Takes no room on the screen and may be there for no good reason. */
  invisible: 2,
  /** U+0080 to U+009F but for U+0085, which is a line end. */
  upperControl: 4,
  /** A letter or symbol of Latin-1: what the bytes of UTF-8 look like when they are read one by one. */
  upperLatin: 8,
  /** What stands where a character could not be decoded. */
  replacement: 16,
  /** Half of a character beyond U+FFFF. */
  surrogate: 32,
  /** One of the few that UTF-8 read as Mac Roman or as Shift-JIS is full of. */
  foreignByte: 64,
} as const;

const { control, invisible, upperControl, upperLatin, replacement, surrogate, foreignByte } = CHARACTER_CLASS;

/** First and last UTF-16 unit, and what they are. */
const RANGES: readonly (readonly [first: number, last: number, classes: number])[] = [
  [0x00, 0x08, control],
  [0x0e, 0x1f, control],
  [0x7f, 0x7f, control],
  [0x80, 0x84, control | upperControl],
  [0x85, 0x85, control],
  [0x86, 0x9f, control | upperControl],
  [0xa0, 0xac, upperLatin],
  [0xad, 0xad, upperLatin | invisible],
  [0xae, 0xff, upperLatin],
  [0x180e, 0x180e, invisible],
  [0x200b, 0x200f, invisible],
  [0x201a, 0x201a, foreignByte],
  [0x202a, 0x202e, invisible],
  [0x2060, 0x2069, invisible],
  [0x221a, 0x221a, foreignByte],
  [0x7e3a, 0x7e3a, foreignByte],
  [0x7e5d, 0x7e5d, foreignByte],
  [0x7e67, 0x7e67, foreignByte],
  [0xd800, 0xdb3f, surrogate],
  [0xdb40, 0xdb40, surrogate | invisible],
  [0xdb41, 0xdfff, surrogate],
  [0xfeff, 0xfeff, invisible],
  [0xfff9, 0xfffb, invisible],
  [0xfffd, 0xfffd, replacement],
  [0xfffe, 0xffff, control],
];

const UTF16_UNITS = 0x10000;
const classes = new Uint8Array(UTF16_UNITS);
for (const [first, last, found] of RANGES) classes.fill(found, first, last + 1);

/** The union of the {@link CHARACTER_CLASS}es of a text's characters; 0 for plain ASCII and for most scripts. */
export function classifyCharacters(text: string): number {
  let found = 0;
  const { length } = text;
  if (encodeAscii(text)) {
    for (let index = 0; index < length; index += 1) found |= classes[ASCII_BYTES[index] ?? 0] ?? 0;
  } else {
    for (let index = 0; index < length; index += 1) found |= classes[text.charCodeAt(index)] ?? 0;
  }
  return found;
}
