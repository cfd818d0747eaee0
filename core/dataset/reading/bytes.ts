/** A stream of bytes. */
export type Bytes = AsyncIterable<Uint8Array>;

/** A file's first bytes, and the whole file again from the start. */
export interface Peeked {
  readonly head: Buffer;
  readonly bytes: Bytes;
}

/** Reads `length` bytes ahead, or as many as there are, without losing them for whoever reads on. */
export async function peek(bytes: Bytes, length: number): Promise<Peeked> {
  const iterator = bytes[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let read = 0;
  while (read < length) {
    const next = await iterator.next();
    if (next.done) break;
    chunks.push(next.value);
    read += next.value.byteLength;
  }
  return { head: Buffer.concat(chunks).subarray(0, length), bytes: resume(chunks, iterator) };
}

async function* resume(chunks: readonly Uint8Array[], iterator: AsyncIterator<Uint8Array>): Bytes {
  try {
    yield* chunks;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

/** The view of a chunk that has Buffer's methods; nothing is copied. */
export function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/** All the bytes in one piece; undefined when there are more than `most`. */
export async function collect(bytes: Bytes, most: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.byteLength;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
