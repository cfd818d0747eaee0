import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Bucket } from './bucket.ts';
import { KeyedLock } from './keyed-lock.ts';
import { S3Error } from './s3-error.ts';

/** S3's rule for names. It also keeps a name from being anything but a folder's. */
const BUCKET_NAME = /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** All buckets, each in a folder of its own name. */
export class Buckets {
  readonly #directory: string;
  readonly #buckets: Map<string, Bucket>;
  readonly #lock = new KeyedLock();

  private constructor(directory: string, buckets: readonly Bucket[]) {
    this.#directory = directory;
    this.#buckets = new Map(buckets.map((bucket) => [bucket.name, bucket]));
  }

  static async open(directory: string): Promise<Buckets> {
    await mkdir(directory, { recursive: true });
    const entries = await readdir(directory, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory() && BUCKET_NAME.test(entry.name));
    const buckets = await Promise.all(names.map(({ name }) => Bucket.open(name, join(directory, name))));
    return new Buckets(directory, buckets);
  }

  /** In the order of their names. */
  all(): Bucket[] {
    return [...this.#buckets.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  has(name: string): boolean {
    return this.#buckets.has(name);
  }

  /** @throws S3Error `NoSuchBucket` */
  get(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket) return bucket;
    throw new S3Error('NoSuchBucket', 'The specified bucket does not exist.');
  }

  /** The bucket of that name, made if it is not there. @throws S3Error `InvalidBucketName` */
  async create(name: string): Promise<Bucket> {
    if (!BUCKET_NAME.test(name)) {
      const rule = '3 to 63 lower-case letters, digits, hyphens and dots, no two dots in a row';
      throw new S3Error('InvalidBucketName', `The specified bucket is not valid: a name has ${rule}.`);
    }
    return this.#lock.run(name, async () => {
      const bucket = this.#buckets.get(name) ?? (await Bucket.open(name, join(this.#directory, name)));
      this.#buckets.set(name, bucket);
      return bucket;
    });
  }

  /** @throws S3Error `NoSuchBucket`, or `BucketNotEmpty` when it still has an object, a version or a delete marker */
  async delete(name: string): Promise<void> {
    await this.#lock.run(name, async () => {
      const bucket = this.get(name);
      if (bucket.keys.from('') !== undefined) {
        throw new S3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty.');
      }
      this.#buckets.delete(name);
      await bucket.destroy();
    });
  }
}
