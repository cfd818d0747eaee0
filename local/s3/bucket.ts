import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { checkWriteCondition, type WriteCondition } from './conditions.ts';
import { SortedKeys } from './key-order.ts';
import { KeyedLock } from './keyed-lock.ts';
import { ObjectFiles } from './object-files.ts';
import {
  type DeleteMarker,
  NULL_VERSION,
  type ObjectDescription,
  type ObjectRecord,
  type StoredChecksum,
  type StoredObject,
} from './object-record.ts';

const bucketFile = z.object({
  createdAt: z.iso.datetime(),
  /** Once it has been enabled, versioning can be suspended but never be off again. */
  versioning: z.enum(['Off', 'Enabled', 'Suspended']),
});
type BucketFile = z.infer<typeof bucketFile>;
export type Versioning = BucketFile['versioning'];

/** A new object whose bytes lie in a staged file. */
export interface NewObject {
  readonly key: string;
  readonly stagedPath: string;
  /** In bytes. */
  readonly size: number;
  readonly etag: string;
  readonly checksum: StoredChecksum | undefined;
  readonly description: ObjectDescription;
}

/**
 * One bucket: its records in memory, its bytes on disk. Writes to one key take turns, so that a condition is checked
 * and the object written without anything in between.
 */
export class Bucket {
  readonly name: string;
  readonly directory: string;
  readonly files: ObjectFiles;
  /** All keys that have any version, deleted or not. */
  readonly keys: SortedKeys;
  /** Held by multipart uploads while they are completed, by their ids. */
  readonly completions = new KeyedLock();
  #settings: BucketFile;
  /** Newest first. */
  readonly #versions: Map<string, ObjectRecord[]>;
  readonly #lock = new KeyedLock();
  #lastSequence: number;

  private constructor(
    name: string,
    directory: string,
    files: ObjectFiles,
    settings: BucketFile,
    records: ObjectRecord[],
  ) {
    this.name = name;
    this.directory = directory;
    this.files = files;
    this.#settings = settings;
    const newestFirst = records.toSorted((left, right) => (left.sequence < right.sequence ? 1 : -1));
    this.#versions = Map.groupBy(newestFirst, ({ key }) => key);
    this.keys = new SortedKeys(this.#versions.keys());
    this.#lastSequence = Number.parseInt(newestFirst[0]?.sequence ?? '0', 16);
  }

  /** Opens the bucket in its directory, and makes it first if it is not there. */
  static async open(name: string, directory: string): Promise<Bucket> {
    await mkdir(directory, { recursive: true });
    const files = new ObjectFiles(directory);
    const records = await files.open();
    const settings = (await readSettings(directory)) ?? { createdAt: new Date().toISOString(), versioning: 'Off' };
    const bucket = new Bucket(name, directory, files, settings, records);
    await bucket.#dropReplaced();
    await bucket.#writeSettings(settings);
    return bucket;
  }

  get createdAt(): string {
    return this.#settings.createdAt;
  }

  get versioning(): Versioning {
    return this.#settings.versioning;
  }

  async setVersioning(versioning: Versioning): Promise<void> {
    await this.#writeSettings({ ...this.#settings, versioning });
  }

  /** Newest first; empty when the key has none. */
  versions(key: string): readonly ObjectRecord[] {
    return this.#versions.get(key) ?? [];
  }

  /** The object that a reader who names no version sees. */
  current(key: string): StoredObject | undefined {
    const newest = this.versions(key)[0];
    return newest?.kind === 'object' ? newest : undefined;
  }

  /** @throws S3Error when the condition does not hold; the staged file is removed then, as after any failure */
  async write(object: NewObject, condition: WriteCondition | undefined): Promise<StoredObject> {
    const { key, stagedPath, size, etag, checksum, description } = object;
    try {
      return await this.#lock.run(key, async () => {
        checkWriteCondition(condition, this.current(key));
        const described = { ...description, size, etag, ...(checksum && { checksum }) };
        const record: StoredObject = { kind: 'object', ...this.#stamp(key), ...described };
        await this.#add(record, stagedPath);
        return record;
      });
    } catch (error) {
      await this.files.discard(stagedPath);
      throw error;
    }
  }

  /** Deletes the key as its bucket's versioning says. Returns the delete marker, where one was written. */
  async delete(key: string, condition: WriteCondition | undefined): Promise<DeleteMarker | undefined> {
    return this.#lock.run(key, async () => {
      checkWriteCondition(condition, this.current(key));
      if (this.versioning === 'Off') {
        for (const record of [...this.versions(key)]) await this.#remove(record);
        return undefined;
      }
      const marker: DeleteMarker = { kind: 'delete-marker', ...this.#stamp(key) };
      await this.#add(marker);
      return marker;
    });
  }

  /** Deletes one version for good. Returns what it was, or undefined when there is none. */
  async deleteVersion(key: string, versionId: string): Promise<ObjectRecord | undefined> {
    return this.#lock.run(key, async () => {
      const found = this.versions(key).find((record) => record.versionId === versionId);
      if (found) await this.#remove(found);
      return found;
    });
  }

  /** The bytes of an object that was just looked up, or undefined when it was removed in the meantime. */
  async openBytes(object: StoredObject): Promise<FileHandle | undefined> {
    return this.files.openBytes(object).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
  }

  #stamp(key: string) {
    // Microseconds since 1970 stay exact in a double until 2255, and grow past what an earlier process gave out.
    this.#lastSequence = Math.max(this.#lastSequence + 1, Date.now() * 1000);
    return {
      key,
      sequence: this.#lastSequence.toString(16).padStart(16, '0'),
      versionId: this.versioning === 'Enabled' ? randomBytes(16).toString('hex') : NULL_VERSION,
      lastModified: new Date().toISOString(),
    };
  }

  async #add(record: ObjectRecord, stagedPath?: string): Promise<void> {
    const before = this.versions(record.key);
    await this.files.commit(record, stagedPath);
    this.#versions.set(record.key, [record, ...before]);
    this.keys.add(record.key);
    if (record.versionId !== NULL_VERSION) return;
    const replaced = before.find(({ versionId }) => versionId === NULL_VERSION);
    if (replaced) await this.#remove(replaced);
  }

  /** Out of the index first: a reader who finds the record there may count on its bytes for all but a moment. */
  async #remove(record: ObjectRecord): Promise<void> {
    const left = this.versions(record.key).filter((other) => other !== record);
    if (left.length > 0) {
      this.#versions.set(record.key, left);
    } else {
      this.#versions.delete(record.key);
      this.keys.delete(record.key);
    }
    await this.files.remove(record);
  }

  /** A process killed between writing a `null` version and removing the one it replaces leaves both. */
  async #dropReplaced(): Promise<void> {
    for (const records of [...this.#versions.values()]) {
      const replaced = records.filter(({ versionId }) => versionId === NULL_VERSION).slice(1);
      for (const record of replaced) await this.#remove(record);
    }
  }

  async #writeSettings(settings: BucketFile): Promise<void> {
    const path = join(this.directory, 'bucket.json');
    await writeFile(`${path}.new`, JSON.stringify(settings));
    await rename(`${path}.new`, path);
    this.#settings = settings;
  }

  /** Removes the bucket's directory; the caller has made sure that it is empty. */
  async destroy(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}

async function readSettings(directory: string): Promise<BucketFile | undefined> {
  const text = await readFile(join(directory, 'bucket.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : bucketFile.parse(JSON.parse(text));
}
