/**
 * The artefact store: what the domain asks of a bucket. Implementations live in `services/`.
 * Keys are bucket keys (see `contract/keys.ts`). A write is atomic: a reader sees the old object or the new one.
 */
export interface Store extends ReadableStore {
  /**
   * Writes one object, conditionally if asked.
   * @throws ConditionFailed when the condition does not hold at the moment of writing; nothing is changed then
   */
  write(key: string, body: WriteBody, options?: WriteOptions): Promise<{ etag: string }>;
  /** Every object whose key starts with the prefix, in the order of the keys' UTF-8 bytes. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /**
   * The folders that keys with this prefix lie in: each key's beginning up to the first slash after the prefix, that slash
   * included. Each is told once, in the order of the UTF-8 bytes, however many objects it holds: `runs/` has
   * `runs/sports-1/`, `runs/sports-2/`.
   */
  folders(prefix: string): AsyncIterable<string>;
  /**
   * Removes the object. Removing what does not exist is no error.
   * @param condition only the object that was read
   * @throws ConditionFailed when it is another one by now, or gone; nothing is changed then
   */
  remove(key: string, condition?: { readonly etag: string }): Promise<void>;
  /**
   * Removes for good every object whose key starts with the prefix, older versions and what {@link remove} left of them
   * included. They go in pieces, in the order of their keys: broken off, it has removed some of them and may be called again.
   * What is written meanwhile may stay.
   * @param options.but the key of an object that stays, with all its versions
   */
  removeAll(prefix: string, options?: { readonly but: string }): Promise<void>;
}

/** What those ask of the store who know the keys of all they need and change nothing. */
export interface ReadableStore {
  /** The object's description, or undefined when there is none. */
  head(key: string): Promise<StoredObject | undefined>;
  /** The object and its bytes, or undefined when there is none. `versionId` reads an older version, where the store has versions. */
  read(key: string, options?: { versionId?: string }): Promise<ReadObject | undefined>;
}

/** What is written: bytes, text, or a stream of a known length that can be opened again for another attempt. */
export type WriteBody = Uint8Array | string | StreamBody;

export interface StreamBody {
  readonly bytes: number;
  open(): AsyncIterable<Uint8Array>;
}

export const isStreamBody = (body: WriteBody): body is StreamBody =>
  typeof body === 'object' && !(body instanceof Uint8Array);

export interface StoredObject {
  readonly key: string;
  /** Opaque; equal for as long as the object has not been written anew. */
  readonly etag: string;
  /** In bytes. */
  readonly size: number;
  readonly lastModified: Date;
  readonly versionId?: string;
}

export interface ReadObject {
  readonly object: StoredObject;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface WriteOptions {
  readonly contentType?: string;
  /** `'absent'`: only when there is no such object. An object with an `etag`: only when it is still the one that was read. */
  readonly condition?: 'absent' | { readonly etag: string };
}

/** A conditional write or removal lost: somebody else wrote first. Not a failure of the product, but news that the caller acts on. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
  readonly key: string;
  constructor(key: string) {
    super(`${key} was written by somebody else in the meantime`);
    this.key = key;
  }
}

export const isConditionFailed = (error: unknown): error is ConditionFailed =>
  error instanceof Error ? error.name === 'ConditionFailed' : false;

/** Waits for a write of what must not be there yet. That it has been written before is as good. */
export async function onlyOnce(writing: Promise<unknown>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
  }
}

/** The whole object in memory, or undefined when there is none. */
export async function readBytes(
  store: ReadableStore,
  key: string,
  options?: { versionId?: string },
): Promise<{ object: StoredObject; bytes: Uint8Array } | undefined> {
  const found = await store.read(key, options);
  if (!found) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of found.body) chunks.push(chunk);
  return { object: found.object, bytes: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks) };
}

/** The whole object as UTF-8 text, or undefined when there is none. */
export async function readText(store: ReadableStore, key: string): Promise<string | undefined> {
  const found = await readBytes(store, key);
  return found && new TextDecoder().decode(found.bytes);
}
