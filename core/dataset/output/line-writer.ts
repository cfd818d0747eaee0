import { createHash } from 'node:crypto';
import type { ScratchFile } from '../scratch.ts';

/** Bytes of lines that are written together. */
const BUFFER_BYTES = 1024 ** 2;

/** What was written: a file of lines, and the hash of its bytes. */
export interface WrittenLines {
  readonly file: ScratchFile;
  readonly rows: number;
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
}

/** Writes lines into a file, in large pieces, and hashes them on the way. */
export class LineWriter {
  readonly #file: ScratchFile;
  readonly #hash = createHash('sha256');
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #filled = 0;
  #rows = 0;

  constructor(file: ScratchFile) {
    this.#file = file;
  }

  /**
   * Copies one line: what stands before the text, the text from `start` to `end` of `bytes`, and what stands behind it.
   * What it returns, if anything, must be awaited before the next line.
   */
  add(before: Buffer, bytes: Buffer, start: number, end: number, behind: Buffer): Promise<void> | undefined {
    this.#rows += 1;
    const length = before.length + end - start + behind.length;
    if (this.#filled + length > BUFFER_BYTES) return this.#flushThenAdd(before, bytes.subarray(start, end), behind);
    this.#filled += before.copy(this.#buffer, this.#filled);
    this.#filled += bytes.copy(this.#buffer, this.#filled, start, end);
    this.#filled += behind.copy(this.#buffer, this.#filled);
    return undefined;
  }

  async finish(): Promise<WrittenLines> {
    await this.#flush();
    return { file: this.#file, rows: this.#rows, sha256: this.#hash.digest('hex') };
  }

  async #flushThenAdd(...parts: readonly Buffer[]): Promise<void> {
    await this.#flush();
    for (const part of parts) {
      if (this.#filled + part.length > BUFFER_BYTES) await this.#flush();
      if (part.length > BUFFER_BYTES) await this.#write(part);
      else this.#filled += part.copy(this.#buffer, this.#filled);
    }
  }

  async #flush(): Promise<void> {
    if (this.#filled > 0) await this.#write(this.#buffer.subarray(0, this.#filled));
    this.#filled = 0;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    await this.#file.append(bytes);
  }
}
