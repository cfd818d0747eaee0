/** The bytes ended before they should have. */
export class EndedEarly extends Error {
  override readonly name = 'EndedEarly';
}

/** Reads a stream of bytes piece by piece, up to one delimiter after another, and holds no more than a chunk of it. */
export class DelimitedReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /**
   * What comes before the next delimiter, which is taken off the stream with it.
   * @throws EndedEarly when there is no such delimiter
   */
  async *until(delimiter: Buffer): AsyncGenerator<Buffer> {
    for (let at = this.#rest.indexOf(delimiter); ; at = this.#rest.indexOf(delimiter)) {
      // Without a delimiter in sight, the last bytes may be the beginning of one.
      const found = at >= 0;
      const length = found ? at : Math.max(0, this.#rest.length - delimiter.length + 1);
      const piece = this.#rest.subarray(0, length);
      this.#rest = this.#rest.subarray(length + (found ? delimiter.length : 0));
      if (piece.length > 0) yield piece;
      if (found) return;
      const next = await this.#chunks.next();
      if (next.done) throw new EndedEarly('the bytes ended before a delimiter');
      this.#rest = Buffer.concat([this.#rest, next.value]);
    }
  }
}
