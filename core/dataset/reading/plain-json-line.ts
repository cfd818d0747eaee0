const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const COLON = 0x3a;
const COMMA = 0x2c;

/** JSON's numbers and literals. */
const SCALAR = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;
/** Longer ones are nobody's number. */
const MOST_SCALAR_BYTES = 40;

/** Where a string stands in a line, quotes included. */
export interface Place {
  start: number;
  end: number;
}

/**
 * Finds two string values in a line of JSON without building any object: most lines of most files are flat objects of
 * strings, and parsing them takes longer than everything else that is done to them. Whatever is unusual about a line
 * (nested values, escapes in names, damage) is left to `JSON.parse`.
 */
export class PlainJsonLine {
  readonly text: Place = { start: 0, end: 0 };
  readonly label: Place = { start: 0, end: 0 };
  readonly #textName: Buffer;
  readonly #labelName: Buffer;
  #at = 0;

  constructor(textName: string, labelName: string) {
    this.#textName = Buffer.from(JSON.stringify(textName), 'utf8');
    this.#labelName = Buffer.from(JSON.stringify(labelName), 'utf8');
  }

  /** Sets both places, or says false: then the line may still be good JSON, or none. Strings are not looked into. */
  read(bytes: Buffer, from: number, to: number): boolean {
    this.text.end = 0;
    this.label.end = 0;
    this.#at = from;
    if (!this.#take(bytes, OPEN)) return false;
    do {
      this.#skipSpace(bytes);
      const name = this.#at;
      if (!this.#takeString(bytes, to)) return false;
      const nameEnd = this.#at;
      // An escaped name may be one of the two in another spelling.
      if (!isPlainName(bytes, name + 1, nameEnd - 1)) return false;
      if (!this.#take(bytes, COLON)) return false;
      this.#skipSpace(bytes);
      if (!this.#takeValue(bytes, to, this.#placeFor(bytes, name, nameEnd))) return false;
    } while (this.#take(bytes, COMMA));
    if (!this.#take(bytes, CLOSE)) return false;
    this.#skipSpace(bytes);
    return this.#at >= to && this.text.end > 0 && this.label.end > 0;
  }

  #placeFor(bytes: Buffer, start: number, end: number): Place | undefined {
    if (isEqual(bytes, start, end, this.#textName)) return this.text;
    return isEqual(bytes, start, end, this.#labelName) ? this.label : undefined;
  }

  #takeValue(bytes: Buffer, to: number, place: Place | undefined): boolean {
    const start = this.#at;
    if (bytes[start] === QUOTE) {
      if (!this.#takeString(bytes, to)) return false;
      if (!place) return isPlainName(bytes, start + 1, this.#at - 1);
      // A name that comes twice: only the last value counts, but the first must be good JSON as well.
      if (place.end > 0) return false;
      place.start = start;
      place.end = this.#at;
      return true;
    }
    return place === undefined && this.#takeScalar(bytes, to);
  }

  #takeScalar(bytes: Buffer, to: number): boolean {
    const start = this.#at;
    const most = Math.min(to, start + MOST_SCALAR_BYTES);
    let end = start;
    while (end < most && bytes[end] !== COMMA && bytes[end] !== CLOSE && !isSpace(bytes[end])) end += 1;
    this.#at = end;
    return SCALAR.test(bytes.toString('latin1', start, end));
  }

  /** Moves behind a string's closing quote. */
  #takeString(bytes: Buffer, to: number): boolean {
    if (bytes[this.#at] !== QUOTE) return false;
    for (let end = bytes.indexOf(QUOTE, this.#at + 1); end !== -1 && end < to; end = bytes.indexOf(QUOTE, end + 1)) {
      let slashes = 0;
      while (bytes[end - 1 - slashes] === BACKSLASH) slashes += 1;
      if (slashes % 2 === 1) continue;
      this.#at = end + 1;
      return true;
    }
    return false;
  }

  #take(bytes: Buffer, byte: number): boolean {
    this.#skipSpace(bytes);
    if (bytes[this.#at] !== byte) return false;
    this.#at += 1;
    return true;
  }

  #skipSpace(bytes: Buffer): void {
    while (isSpace(bytes[this.#at])) this.#at += 1;
  }
}

/** JSON's white space, without the line feed, which ends the line. */
const isSpace = (byte: number | undefined) => byte === 0x20 || byte === 0x09 || byte === 0x0d;

/** Without escapes, and without control characters, which JSON forbids. */
function isPlainName(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if ((bytes[at] ?? 0) < 0x20 || bytes[at] === BACKSLASH) return false;
  return true;
}

function isEqual(bytes: Buffer, start: number, end: number, name: Buffer): boolean {
  return end - start === name.length && bytes.compare(name, 0, name.length, start, end) === 0;
}
