import { createHash } from 'node:crypto';
import {
  ConditionFailed,
  isStreamBody,
  type ReadObject,
  type Store,
  type StoredObject,
  type WriteBody,
  type WriteOptions,
} from '../../core/store.ts';

interface Version {
  readonly object: StoredObject;
  readonly bytes: Uint8Array;
}

/** Bytes handed out at a time unless a test wants fewer, so that readers meet characters and lines that are cut in two. */
const CHUNK_BYTES = 64 * 1024;

/**
 * A store in memory that keeps every version, with etags and conditions as S3 has them. Reads and writes take a turn of
 * the event loop, so that concurrent callers interleave.
 */
export class MemoryStore implements Store {
  readonly #versions = new Map<string, Version[]>();
  readonly #chunkBytes: number;
  #writes = 0;
  /** Told of each object that {@link removeAll} is about to remove: where it throws, that is broken off, as between two pages. */
  onRemoval: ((moment: string) => void) | undefined;

  constructor({ chunkBytes = CHUNK_BYTES } = {}) {
    this.#chunkBytes = chunkBytes;
  }

  async head(key: string): Promise<StoredObject | undefined> {
    await turn();
    return this.#latest(key)?.object;
  }

  async read(key: string, options?: { versionId?: string }): Promise<ReadObject | undefined> {
    await turn();
    const found = options?.versionId
      ? this.#versions.get(key)?.find(({ object }) => object.versionId === options.versionId)
      : this.#latest(key);
    return found && { object: found.object, body: inChunks(found.bytes, this.#chunkBytes) };
  }

  async write(key: string, content: WriteBody, { condition }: WriteOptions = {}): Promise<{ etag: string }> {
    await turn();
    const body = isStreamBody(content) ? Buffer.concat(await Array.fromAsync(content.open())) : content;
    const current = this.#latest(key);
    if (condition === 'absent' ? current : condition && current?.object.etag !== condition.etag) {
      throw new ConditionFailed(key);
    }
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body.slice();
    this.#writes += 1;
    const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
    const object = { key, etag, size: bytes.length, lastModified: new Date(), versionId: `v${this.#writes}` };
    this.#versions.set(key, [...(current ? (this.#versions.get(key) ?? []) : []), { object, bytes }]);
    return { etag };
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    await turn();
    for (const key of this.keys(prefix)) {
      const found = this.#latest(key);
      if (found) yield found.object;
    }
  }

  async *folders(prefix: string): AsyncIterable<string> {
    await turn();
    const ends = this.keys(prefix).map((key) => [key, key.indexOf('/', prefix.length)] as const);
    yield* new Set(ends.flatMap(([key, end]) => (end < 0 ? [] : [key.slice(0, end + 1)])));
  }

  async remove(key: string, condition?: { readonly etag: string }): Promise<void> {
    await turn();
    if (condition && this.#latest(key)?.object.etag !== condition.etag) throw new ConditionFailed(key);
    this.#versions.delete(key);
  }

  async removeAll(prefix: string, options?: { readonly but: string }): Promise<void> {
    await turn();
    for (const key of this.keys(prefix)) {
      if (key === options?.but) continue;
      this.onRemoval?.(`removal of ${key}`);
      this.#versions.delete(key);
    }
  }

  /** The keys of all objects, in the order of their UTF-8 bytes. */
  keys(prefix = ''): string[] {
    const keys = [...this.#versions.keys()].filter((key) => key.startsWith(prefix));
    return keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  #latest(key: string): Version | undefined {
    return this.#versions.get(key)?.at(-1);
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function* inChunks(bytes: Uint8Array, each: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length || at === 0; at += each) yield bytes.slice(at, at + each);
}
