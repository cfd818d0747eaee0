const BACKSLASH = 0x5c;
const SPACE = 0x20;
const LINE_FEED = 0x0a;
const BACKSPACE = 0x08;
const [HASH, EQUALS, HYPHEN, GREATER] = [0x23, 0x3d, 0x2d, 0x3e];
/** The bit by which the small letters of ASCII differ from the capital ones. */
const SMALL = 0x20;

/** 1 for the bytes of a JSON string that stand for themselves and are no space. */
const PLAIN = new Uint8Array(256).fill(1, 0x21, 0x7f);
PLAIN[0x22] = 0;
PLAIN[BACKSLASH] = 0;

/** 1 for small letters. */
const LETTERS = new Uint8Array(256).fill(1, 0x61, 0x7b);
const LOWERED = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte | SMALL : byte));

/** What an escape of one letter stands for; 0 for letters that no escape has. `\u` is none of them. */
const ESCAPED = new Uint8Array(256);
for (const [letter, character] of Object.entries({
  '"': '"',
  '\\': '\\',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
})) {
  ESCAPED[letter.charCodeAt(0)] = character.charCodeAt(0);
}

/**
 * Reads texts that are plain: JSON strings of printable ASCII, in which control characters are escaped by one letter. Their
 * bytes are what `JSON.stringify` would write, so that they need not be parsed, and normalising them is a matter of bytes.
 */
export class PlainText {
  /** The normalised text, behind what it is put behind. */
  normalised: Uint8Array;
  /** Where the normalised text begins. */
  readonly start: number;
  /** Length of the text read last, in characters. */
  units = 0;
  upper = 0;
  /** False when the text certainly holds none of the old tool's separators. */
  mayHoldSeparator = false;
  readonly #before: Uint8Array;

  /** @param before what the normalised text is put behind, for hashing both together */
  constructor(before: Uint8Array) {
    this.#before = before;
    this.start = before.length;
    this.normalised = before;
  }

  /**
   * Normalises the text as `normaliseText` does, into {@link normalised}, and counts its capital letters.
   * @param start where the string's opening quote stands in `json`
   * @param end behind its closing quote
   * @returns the end of the normalised text, or -1 when the string is not plain
   */
  read(json: Uint8Array, start: number, end: number): number {
    this.#makeRoom(end - start);
    const target = this.normalised;
    const first = this.start;
    const last = end - 1;
    let at = start + 1;
    let to = first;
    let escapes = 0;
    let raised = 0;
    this.mayHoldSeparator = false;
    while (at < last) {
      // A word. The closing quote is not plain, so that it ends the last one.
      for (let byte = json[at] as number; PLAIN[byte] === 1; byte = json[at] as number) {
        const lowered = LOWERED[byte] as number;
        raised += lowered - byte;
        target[to] = lowered;
        to += 1;
        at += 1;
      }
      // What stands between two words: white space, and characters that are escaped.
      let gap = false;
      let lines = 0;
      while (at < last && PLAIN[json[at] as number] === 0) {
        const byte = json[at] as number;
        if (byte === SPACE) {
          gap = true;
          at += 1;
          continue;
        }
        const character = byte === BACKSLASH ? (ESCAPED[json[at + 1] as number] as number) : 0;
        if (character === 0) return -1;
        at += 2;
        escapes += 1;
        if (character === LINE_FEED) lines += 1;
        if (character < SPACE && character !== BACKSPACE) {
          gap = true;
          continue;
        }
        if (gap && to > first) {
          target[to] = SPACE;
          to += 1;
        }
        gap = false;
        target[to] = character;
        to += 1;
      }
      if (at >= last) break;
      if (gap && mayBegin(json, at, lines)) this.mayHoldSeparator = true;
      if (gap && to > first) {
        target[to] = SPACE;
        to += 1;
      }
    }
    // An escape whose letter is the closing quote's place.
    if (at !== last) return -1;
    this.units = end - start - 2 - escapes;
    this.upper = raised / SMALL;
    return to;
  }

  /** Letters of the text that was read last, capital ones included. */
  countLetters(end: number): number {
    let letters = 0;
    for (let at = this.start; at < end; at += 1) letters += LETTERS[this.normalised[at] as number] as number;
    return letters;
  }

  /** The normalised text that was read last, as a string. */
  text(end: number): string {
    const { buffer, byteOffset } = this.normalised;
    return Buffer.from(buffer, byteOffset, end).toString('latin1', this.start);
  }

  #makeRoom(length: number): void {
    const needed = this.start + length;
    if (this.normalised.length >= needed) return;
    this.normalised = new Uint8Array(2 * needed);
    this.normalised.set(this.#before);
  }
}

/** Whether white space with so many line feeds, and what stands behind it, may be one of the old tool's separators. */
function mayBegin(json: Uint8Array, at: number, lines: number): boolean {
  const byte = json[at];
  if (byte === HYPHEN && json[at + 1] === GREATER) return true;
  if (lines < 2 || (byte !== HASH && byte !== EQUALS && byte !== HYPHEN)) return false;
  return json[at + 1] === byte && json[at + 2] === byte;
}
