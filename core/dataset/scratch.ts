/**
 * Room for what does not fit into memory. Whoever prepares a dataset brings it along; what is in it is nobody else's
 * business and goes when it is closed.
 */
export interface Scratch {
  /** @param name what the file holds; given once in the life of a scratch */
  open(name: string): Promise<ScratchFile>;
}

/** Bytes that are appended first and read afterwards. */
export interface ScratchFile {
  /** Bytes appended so far. */
  readonly size: number;
  /** Resolves when the bytes are taken: their memory may then be used for something else. */
  append(bytes: Uint8Array): Promise<void>;
  /** Fills `target` from `position` on; the range must have been appended. */
  read(position: number, target: Uint8Array): Promise<void>;
  /** Gives the room back. */
  close(): Promise<void>;
}

/** Scratch in memory, for small files and where there is no disk. */
export function memoryScratch(): Scratch {
  return { open: async () => new MemoryFile() };
}

class MemoryFile implements ScratchFile {
  #bytes = Buffer.alloc(0);
  size = 0;

  async append(bytes: Uint8Array): Promise<void> {
    if (this.size + bytes.length > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(2 * (this.size + bytes.length));
      grown.set(this.#bytes.subarray(0, this.size));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.size);
    this.size += bytes.length;
  }

  async read(position: number, target: Uint8Array): Promise<void> {
    target.set(this.#bytes.subarray(position, position + target.length));
  }

  async close(): Promise<void> {
    this.#bytes = Buffer.alloc(0);
  }
}

/** Bytes read at a time by {@link readPieces}. */
const PIECE_BYTES = 1024 ** 2;

/** A scratch file from its beginning, in pieces of a megabyte. */
export async function* readPieces(file: ScratchFile): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, file.size - at));
    await file.read(at, piece);
    yield piece;
  }
}
