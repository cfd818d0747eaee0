import { randomBytes, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Bucket } from './bucket.ts';
import { CHECKSUM_ALGORITHMS } from './checksums.ts';
import { objectDescription } from './object-record.ts';
import { S3Error } from './s3-error.ts';

const multipartUpload = z.object({
  id: z.string(),
  key: z.string(),
  startedAt: z.iso.datetime(),
  description: objectDescription,
  checksum: z.object({ algorithm: z.enum(CHECKSUM_ALGORITHMS), type: z.enum(['FULL_OBJECT', 'COMPOSITE']) }).optional(),
});
export type MultipartUpload = z.infer<typeof multipartUpload>;

const uploadedPart = z.object({
  /** 1 to 10,000. */
  number: z.int(),
  /** The file of its bytes, in the upload's folder. */
  file: z.string(),
  /** In bytes. */
  size: z.int(),
  /** Without its quotes: the MD5 in hexadecimal. */
  etag: z.string(),
  lastModified: z.iso.datetime(),
  checksum: z.object({ algorithm: z.enum(CHECKSUM_ALGORITHMS), value: z.string() }).optional(),
});
export type UploadedPart = z.infer<typeof uploadedPart>;

const UPLOAD_ID = /^[0-9a-f]{32}$/;
const PART_FILE = /^part-\d+\.json$/;

/**
 * The multipart uploads of a bucket that are under way. All their state is on disk, so they outlive a restart:
 * `uploads/<id>/upload.json`, and for each part `part-<number>.json` with a file of bytes beside it.
 */
export class MultipartUploads {
  readonly #bucket: Bucket;
  readonly #directory: string;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
    this.#directory = join(bucket.directory, 'uploads');
  }

  async start(upload: Omit<MultipartUpload, 'id' | 'startedAt'>): Promise<MultipartUpload> {
    const started = { ...upload, id: randomBytes(16).toString('hex'), startedAt: new Date().toISOString() };
    const directory = join(this.#directory, started.id);
    await mkdir(directory, { recursive: true });
    await this.#writeJson(join(directory, 'upload.json'), started);
    return started;
  }

  /** @throws S3Error `NoSuchUpload`, also when it is of another key */
  async get(id: string | undefined, key: string): Promise<MultipartUpload> {
    const upload = id !== undefined && UPLOAD_ID.test(id) ? await this.#read(id) : undefined;
    if (upload?.key === key) return upload;
    throw new S3Error('NoSuchUpload', 'The upload does not exist: it may have been completed or aborted.');
  }

  /** In the order of keys, then of their start. */
  async all(): Promise<MultipartUpload[]> {
    const ids = await readdir(this.#directory).catch(() => []);
    const uploads = await Promise.all(ids.filter((id) => UPLOAD_ID.test(id)).map((id) => this.#read(id)));
    const rank = ({ key, startedAt }: MultipartUpload) => `${key}\n${startedAt}`;
    return uploads.filter((upload) => upload !== undefined).sort((left, right) => (rank(left) < rank(right) ? -1 : 1));
  }

  /** Makes a staged file a part, instead of an earlier one of that number. */
  async addPart({ id }: MultipartUpload, part: Omit<UploadedPart, 'file'>, stagedPath: string): Promise<void> {
    const directory = join(this.#directory, id);
    const path = join(directory, `part-${part.number}.json`);
    const replaced = await readJson(path, uploadedPart);
    const file = `${randomUUID()}.bytes`;
    await rename(stagedPath, join(directory, file));
    await this.#writeJson(path, { ...part, file });
    if (replaced) await rm(join(directory, replaced.file), { force: true });
  }

  /** In the order of their numbers. */
  async parts({ id }: MultipartUpload): Promise<UploadedPart[]> {
    const directory = join(this.#directory, id);
    const names = (await readdir(directory)).filter((name) => PART_FILE.test(name));
    const parts = await Promise.all(names.map((name) => readJson(join(directory, name), uploadedPart)));
    return parts.filter((part) => part !== undefined).sort((left, right) => left.number - right.number);
  }

  /** The bytes of the parts, one after the other. */
  async *read({ id }: MultipartUpload, parts: readonly UploadedPart[]): AsyncGenerator<Uint8Array> {
    for (const { file } of parts) yield* createReadStream(join(this.#directory, id, file));
  }

  /** Forgets the upload and removes its parts. */
  async remove({ id }: MultipartUpload): Promise<void> {
    await rm(join(this.#directory, id), { recursive: true, force: true });
  }

  #read(id: string): Promise<MultipartUpload | undefined> {
    return readJson(join(this.#directory, id, 'upload.json'), multipartUpload);
  }

  /** Written elsewhere and renamed, so that nobody ever reads half of it. */
  async #writeJson(path: string, value: unknown): Promise<void> {
    async function* bytes() {
      yield Buffer.from(JSON.stringify(value));
    }
    await rename(await this.#bucket.files.stage(bytes()), path);
  }
}

async function readJson<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S> | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}
