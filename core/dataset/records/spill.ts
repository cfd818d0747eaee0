import type { Scratch, ScratchFile } from '../scratch.ts';

/** Bytes of a sequence that are written to scratch together: large enough that the calls do not count. */
const CHUNK_BYTES = 32 * 1024;
/** A sequence begins with this much and doubles, so that hundreds of sequences of a small file take little. */
const FIRST_BYTES = 1024;

interface Extent {
  readonly position: number;
  readonly length: number;
}

/** Memory that some sequences share, and the scratch file they go to when it is used up. */
export class SpillBudget {
  #file: Promise<ScratchFile> | undefined;
  #held = 0;
  readonly #scratch: Scratch;
  readonly #name: string;
  readonly #limit: number;

  /** @param limit bytes that may be held in memory, besides the one chunk that each sequence is filling */
  constructor(scratch: Scratch, name: string, limit: number) {
    this.#scratch = scratch;
    this.#name = name;
    this.#limit = limit;
  }

  /** Takes room for some bytes, or says that there is none. */
  hold(bytes: number): boolean {
    if (this.#held + bytes > this.#limit) return false;
    this.#held += bytes;
    return true;
  }

  async write(bytes: Uint8Array): Promise<Extent> {
    this.#file ??= this.#scratch.open(this.#name);
    const file = await this.#file;
    const extent = { position: file.size, length: bytes.length };
    await file.append(bytes);
    return extent;
  }

  async read({ position }: Extent, target: Uint8Array): Promise<void> {
    await (await this.#file)?.read(position, target);
  }

  async close(): Promise<void> {
    await (await this.#file)?.close();
  }
}

/** Bytes in the order they were added: in memory while the budget lasts, then in scratch. */
export class SpillSequence {
  readonly #budget: SpillBudget;
  readonly #chunks: (Buffer | Extent)[] = [];
  #filling = Buffer.alloc(0);
  #filled = 0;
  /** Bytes added so far. */
  size = 0;

  constructor(budget: SpillBudget) {
    this.#budget = budget;
  }

  /** Copies the bytes from `start` to `end`. What it returns, if anything, must be awaited before more is added. */
  add(bytes: Buffer, start: number, end: number): Promise<void> | undefined {
    const length = end - start;
    this.size += length;
    if (this.#filled + length > CHUNK_BYTES) return this.#flushThenAdd(bytes, start, end);
    if (this.#filled + length > this.#filling.length) this.#grow(this.#filled + length);
    this.#put(bytes, start, end);
    return undefined;
  }

  /** All bytes at once. The buffer may be `reused`, if it is large enough. */
  async readAll(reused: Buffer = Buffer.alloc(0)): Promise<Buffer> {
    const target = reused.length >= this.size ? reused : Buffer.allocUnsafeSlow(this.size);
    let at = 0;
    for (const chunk of this.#chunks) {
      if (Buffer.isBuffer(chunk)) chunk.copy(target, at);
      else await this.#budget.read(chunk, target.subarray(at, at + chunk.length));
      at += chunk.length;
    }
    this.#filling.copy(target, at, 0, this.#filled);
    return target.subarray(0, this.size);
  }

  /** The bytes chunk by chunk, each valid until the next one is asked for. */
  async *read(): AsyncGenerator<Buffer> {
    const target = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    for (const chunk of this.#chunks) {
      if (Buffer.isBuffer(chunk)) yield chunk;
      else {
        const large = chunk.length > target.length ? Buffer.allocUnsafeSlow(chunk.length) : target;
        await this.#budget.read(chunk, large.subarray(0, chunk.length));
        yield large.subarray(0, chunk.length);
      }
    }
    if (this.#filled > 0) yield this.#filling.subarray(0, this.#filled);
  }

  #put(bytes: Buffer, start: number, end: number): void {
    bytes.copy(this.#filling, this.#filled, start, end);
    this.#filled += end - start;
  }

  #grow(least: number): void {
    const length = Math.min(CHUNK_BYTES, Math.max(least, FIRST_BYTES, 2 * this.#filling.length));
    const grown = Buffer.allocUnsafeSlow(length);
    this.#filling.copy(grown, 0, 0, this.#filled);
    this.#filling = grown;
  }

  async #flushThenAdd(bytes: Buffer, start: number, end: number): Promise<void> {
    const length = end - start;
    if (this.#filled > 0) await this.#flush();
    if (length > CHUNK_BYTES) {
      const large = bytes.subarray(start, end);
      this.#chunks.push(this.#budget.hold(length) ? Buffer.from(large) : await this.#budget.write(large));
      return;
    }
    if (length > this.#filling.length) this.#grow(length);
    this.#put(bytes, start, end);
  }

  async #flush(): Promise<void> {
    const full = this.#filling.subarray(0, this.#filled);
    if (this.#budget.hold(this.#filling.length)) {
      this.#chunks.push(full);
      this.#filling = Buffer.alloc(0);
    } else {
      this.#chunks.push(await this.#budget.write(full));
    }
    this.#filled = 0;
  }
}
