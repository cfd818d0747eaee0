const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const LINE_FEED = 0x0a;
const BACKSPACE = 0x08;
const [HASH, EQUALS, HYPHEN, GREATER] = [0x23, 0x3d, 0x2d, 0x3e];

/** Bits of {@link WORD_BYTES} above the lowered byte. */
const CAPITAL_BIT = 8;
const LETTER_BIT = 9;

/**
 * Of the bytes of a JSON string that stand for themselves and are no space: the byte lowered, with one bit that says
 * whether it was a capital letter and one whether it is a letter at all. 0 for all other bytes.
 */
const WORD_BYTES = Uint16Array.from({ length: 256 }, (_, byte) => {
  if (byte <= SPACE || byte > 0x7e || byte === QUOTE || byte === BACKSLASH) return 0;
  const character = String.fromCharCode(byte);
  const isCapital = /[A-Z]/.test(character) ? 1 : 0;
  const isLetter = /[A-Za-z]/.test(character) ? 1 : 0;
  return character.toLowerCase().charCodeAt(0) | (isCapital << CAPITAL_BIT) | (isLetter << LETTER_BIT);
});

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
  readonly #before: Uint8Array;
  readonly #facts = new Int32Array(FACTS);

  /** @param before what the normalised text is put behind, for hashing both together */
  constructor(before: Uint8Array) {
    this.#before = before;
    this.start = before.length;
    this.normalised = before;
  }

  /** Length of the text read last, in characters. */
  get units(): number {
    return this.#facts[UNITS] ?? 0;
  }

  /** Letters of the text read last, capital ones included. */
  get letters(): number {
    return this.#facts[LETTERS] ?? 0;
  }

  get upper(): number {
    return this.#facts[CAPITALS] ?? 0;
  }

  /** False when the text read last certainly holds none of the old tool's separators. */
  get mayHoldSeparator(): boolean {
    return this.#facts[SEPARATOR] === 1;
  }

  /**
   * Normalises the text as `normaliseText` does, into {@link normalised}, and counts its letters.
   * @param start where the string's opening quote stands in `json`
   * @param end behind its closing quote
   * @returns the end of the normalised text, or -1 when the string is not plain
   */
  read(json: Uint8Array, start: number, end: number): number {
    this.#makeRoom(end - start);
    return normalise(json, start, end, this.normalised, this.start, this.#facts);
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

/** Places of what {@link normalise} finds out by the way. */
const [UNITS, LETTERS, CAPITALS, SEPARATOR, FACTS] = [0, 1, 2, 3, 4];

/** The loop over every byte of every text: nothing in it but numbers, and integers they stay. */
function normalise(
  json: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  first: number,
  facts: Int32Array,
): number {
  // In a loop like this one a look-up in the module's own variables would cost as much as the rest.
  const words = WORD_BYTES;
  const escaped = ESCAPED;
  const last = end - 1;
  let at = start + 1;
  let to = first;
  let escapes = 0;
  let letters = 0;
  let capitals = 0;
  let separator = 0;
  while (at < last) {
    // A word. The closing quote is not of its bytes, so that it ends the last one.
    for (let byte = words[json[at] as number] as number; byte !== 0; byte = words[json[at] as number] as number) {
      target[to] = byte;
      letters += byte >> LETTER_BIT;
      capitals += (byte >> CAPITAL_BIT) & 1;
      to += 1;
      at += 1;
    }
    // What stands between two words: white space, and characters that are escaped.
    let gap = false;
    let lines = 0;
    while (at < last && words[json[at] as number] === 0) {
      const byte = json[at] as number;
      if (byte === SPACE) {
        gap = true;
        at += 1;
        continue;
      }
      const character = byte === BACKSLASH ? (escaped[json[at + 1] as number] as number) : 0;
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
    if (gap && mayBegin(json, at, lines)) separator = 1;
    if (gap && to > first) {
      target[to] = SPACE;
      to += 1;
    }
  }
  facts[UNITS] = last - start - 1 - escapes;
  facts[LETTERS] = letters;
  facts[CAPITALS] = capitals;
  facts[SEPARATOR] = separator;
  // An escape may have taken the closing quote for its letter.
  return at === last ? to : -1;
}

/** Whether white space with so many line feeds, and what stands behind it, may be one of the old tool's separators. */
function mayBegin(json: Uint8Array, at: number, lines: number): boolean {
  const byte = json[at];
  if (byte === HYPHEN && json[at + 1] === GREATER) return true;
  if (lines < 2 || (byte !== HASH && byte !== EQUALS && byte !== HYPHEN)) return false;
  return json[at + 1] === byte && json[at + 2] === byte;
}
