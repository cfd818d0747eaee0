/** Lines between two places from which a search can begin. */
const STEP = 512;
const FIRST_CAPACITY = 4096;
/** Two numbers under 2^53, seven bits a byte. */
const MOST_ENTRY_BYTES = 16;

interface Mark {
  readonly at: number;
  readonly utf8: number;
  readonly original: number;
}

/**
 * Where the lines of a file that was decoded began in the file itself. It keeps two lengths a line, three bytes or so for
 * lines of usual length, because only a broken row will ask, and nobody knows which.
 */
export class LineOffsets {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #length = 0;
  #lines = 0;
  #utf8 = 0;
  #original: number;
  readonly #marks: Mark[];

  /** @param original where the first line begins in the file: behind its byte-order mark */
  constructor(original: number) {
    this.#original = original;
    this.#marks = [{ at: 0, utf8: 0, original }];
  }

  /** Takes down the next line's beginning, in our UTF-8 and in the file. */
  add(utf8: number, original: number): void {
    this.#reserve();
    this.#write(utf8 - this.#utf8);
    this.#write(original - this.#original);
    this.#utf8 = utf8;
    this.#original = original;
    this.#lines += 1;
    if (this.#lines % STEP === 0) this.#marks.push({ at: this.#length, utf8, original });
  }

  /** Where in the file the line begins that holds this offset of our UTF-8. */
  find(offset: number): number {
    const mark = this.#markBefore(offset);
    let { at, utf8, original } = mark;
    while (at < this.#length) {
      const [utf8Length, afterUtf8] = this.#read(at);
      const [originalLength, after] = this.#read(afterUtf8);
      if (utf8 + utf8Length > offset) break;
      utf8 += utf8Length;
      original += originalLength;
      at = after;
    }
    return original;
  }

  #markBefore(offset: number): Mark {
    let low = 0;
    let high = this.#marks.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#marks[middle]?.utf8 ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return this.#marks[low] ?? { at: 0, utf8: 0, original: 0 };
  }

  #reserve(): void {
    if (this.#length + MOST_ENTRY_BYTES <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * this.#bytes.length);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  #write(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length] = (rest % 0x80) + 0x80;
      this.#length += 1;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length] = rest;
    this.#length += 1;
  }

  #read(from: number): [value: number, after: number] {
    let value = 0;
    let factor = 1;
    for (let at = from; ; at += 1) {
      const byte = this.#bytes[at] ?? 0;
      value += (byte % 0x80) * factor;
      factor *= 0x80;
      if (byte < 0x80) return [value, at + 1];
    }
  }
}
