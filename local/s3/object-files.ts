import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type ObjectRecord, objectRecord } from './object-record.ts';

/** How many records are read at once when a bucket is opened. */
const READS_AT_ONCE = 64;

/**
 * A bucket's files. One version of an object is two files, named by its sequence in a folder named by the hash of its
 * key, so that no key can be too long, hold `..`, or be both a file and a folder:
 *
 *     objects/<2 digits>/<SHA-256 of the key>/<sequence>.bytes
 *     objects/<2 digits>/<SHA-256 of the key>/<sequence>.json
 *
 * Both are written under `incoming/` and renamed, the bytes first. The record's rename is the moment of the write, and
 * its removal that of the deletion: whatever a killed process leaves besides is not part of any object, and is swept
 * when the bucket is opened.
 */
export class ObjectFiles {
  readonly #objects: string;
  readonly #incoming: string;

  /** @param directory the bucket's own */
  constructor(directory: string) {
    this.#objects = join(directory, 'objects');
    this.#incoming = join(directory, 'incoming');
  }

  /** Sweeps what a killed process left, and reads every record, in no particular order. */
  async open(): Promise<ObjectRecord[]> {
    await rm(this.#incoming, { recursive: true, force: true });
    await mkdir(this.#incoming, { recursive: true });
    await mkdir(this.#objects, { recursive: true });
    const entries = await readdir(this.#objects, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const records = new Set(files.filter((file) => file.endsWith('.json')));
    const orphans = files.filter((file) => !records.has(file) && !records.has(file.replace(/\.bytes$/, '.json')));
    await Promise.all(orphans.map((file) => rm(file, { force: true })));
    return readRecords([...records]);
  }

  /** Streams bytes into a file that is not yet part of any object. Nothing is left of it when the stream fails. */
  async stage(bytes: AsyncIterable<Uint8Array>): Promise<string> {
    const path = join(this.#incoming, randomUUID());
    try {
      await pipeline(bytes, createWriteStream(path));
      return path;
    } catch (error) {
      await this.discard(path);
      throw error;
    }
  }

  async discard(stagedPath: string): Promise<void> {
    await rm(stagedPath, { force: true });
  }

  /** Makes the record, and the staged bytes if it has some, part of the bucket. */
  async commit(record: ObjectRecord, stagedPath?: string): Promise<void> {
    await mkdir(dirname(this.#path(record, 'bytes')), { recursive: true });
    if (stagedPath !== undefined) await rename(stagedPath, this.#path(record, 'bytes'));
    const temporary = join(this.#incoming, randomUUID());
    await writeFile(temporary, JSON.stringify(record));
    await rename(temporary, this.#path(record, 'json'));
  }

  /** Whoever has the bytes open can read on to their end. */
  async remove(record: ObjectRecord): Promise<void> {
    await rm(this.#path(record, 'json'), { force: true });
    await rm(this.#path(record, 'bytes'), { force: true });
    // Fails as long as the key has other versions, which is as it should be.
    await rmdir(dirname(this.#path(record, 'json'))).catch(() => undefined);
  }

  /** @throws Error with `code: 'ENOENT'` when the version has been removed */
  async openBytes(record: ObjectRecord): Promise<FileHandle> {
    return open(this.#path(record, 'bytes'), 'r');
  }

  #path({ key, sequence }: ObjectRecord, extension: 'bytes' | 'json'): string {
    const hash = createHash('sha256').update(key).digest('hex');
    return join(this.#objects, hash.slice(0, 2), hash, `${sequence}.${extension}`);
  }
}

async function readRecords(files: readonly string[]): Promise<ObjectRecord[]> {
  const records: ObjectRecord[] = [];
  for (let start = 0; start < files.length; start += READS_AT_ONCE) {
    const batch = files.slice(start, start + READS_AT_ONCE);
    records.push(...(await Promise.all(batch.map(readRecord))));
  }
  return records;
}

async function readRecord(file: string): Promise<ObjectRecord> {
  try {
    return objectRecord.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    const name = join(basename(dirname(file)), basename(file));
    const remedy = 'delete it with the .bytes file beside it, or restore both from a copy';
    throw new Error(`the record of a stored object, objects/*/${name}, cannot be read: ${remedy}`, { cause });
  }
}
