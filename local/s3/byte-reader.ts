import { S3Error } from './s3-error.ts';

/** More than any line of a chunk's frame, a trailer or a form's header needs. */
const LINE_BYTES = 16 * 1024;

/** Reads a stream of bytes by lines, by counts and up to a delimiter, holding no more than a chunk of it. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /**
   * The next line without its CR LF.
   * @throws S3Error `IncompleteBody` when the stream ends before the line does, or the line is absurdly long
   */
  async line(): Promise<string> {
    let end = this.#buffer.indexOf('\r\n');
    while (end === -1) {
      if (this.#buffer.length > LINE_BYTES) throw new S3Error('IncompleteBody', 'A line of the body is too long.');
      await this.#more();
      end = this.#buffer.indexOf('\r\n');
    }
    const line = this.#buffer.toString('utf8', 0, end);
    this.#buffer = this.#buffer.subarray(end + 2);
    return line;
  }

  /** Exactly so many bytes, in pieces. */
  async *take(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0; ) {
      if (this.#buffer.length === 0) await this.#more();
      const piece = this.#buffer.subarray(0, left);
      this.#buffer = this.#buffer.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  /** All bytes before the delimiter, in pieces; the delimiter is consumed. */
  async *until(delimiter: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const end = this.#buffer.indexOf(delimiter);
      // The delimiter may have begun in the last bytes, so they are kept back until more is known.
      const safe = end === -1 ? Math.max(0, this.#buffer.length - delimiter.length + 1) : end;
      const piece = this.#buffer.subarray(0, safe);
      this.#buffer = this.#buffer.subarray(end === -1 ? safe : end + delimiter.length);
      if (piece.length > 0) yield piece;
      if (end !== -1) return;
      await this.#more();
    }
  }

  /** Lets go of the stream, wherever it has been read to. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  /** Reads on to the end and forgets what comes, so that the connection can be used again. */
  async drain(): Promise<void> {
    this.#buffer = Buffer.alloc(0);
    while (!(await this.#source.next()).done);
  }

  async #more(): Promise<void> {
    const next = await this.#source.next();
    if (next.done) throw new S3Error('IncompleteBody', 'The body ends before it is complete.');
    const { buffer, byteOffset, byteLength } = next.value;
    const chunk = Buffer.from(buffer, byteOffset, byteLength);
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
  }
}
