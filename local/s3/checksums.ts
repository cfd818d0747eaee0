import { createHash } from 'node:crypto';
import { createCrc32, createCrc32c, createCrc64Nvme } from './crc.ts';
import { S3Error } from './s3-error.ts';

export const CHECKSUM_ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

interface RunningDigest {
  update(chunk: Uint8Array): unknown;
  digest(): Buffer;
}

const CREATE: Record<ChecksumAlgorithm, () => RunningDigest> = {
  CRC32: createCrc32,
  CRC32C: createCrc32c,
  CRC64NVME: createCrc64Nvme,
  SHA1: () => createHash('sha1'),
  SHA256: () => createHash('sha256'),
};

/** The header, or trailer, that carries a checksum: `x-amz-checksum-crc32`. */
export const checksumHeader = (algorithm: ChecksumAlgorithm) => `x-amz-checksum-${algorithm.toLowerCase()}`;

/** The element that carries it in XML: `ChecksumCRC32`. */
export const checksumElement = (algorithm: ChecksumAlgorithm) => `Checksum${algorithm}` as const;

/** @throws S3Error `InvalidRequest` for an algorithm that is not known here */
export function parseChecksumAlgorithm(name: string): ChecksumAlgorithm {
  const found = CHECKSUM_ALGORITHMS.find((algorithm) => algorithm === name.toUpperCase());
  if (!found) {
    throw new S3Error(
      'InvalidRequest',
      `Checksums are one of ${CHECKSUM_ALGORITHMS.join(', ')}; another was asked for.`,
    );
  }
  return found;
}

export interface Digests {
  /** In bytes. */
  readonly size: number;
  /** Hexadecimal. */
  readonly md5: string;
  /** Hexadecimal. */
  readonly sha256: string | undefined;
  /** Base64, for each algorithm that was asked for. */
  readonly checksums: ReadonlyMap<ChecksumAlgorithm, string>;
}

/** Everything that must be known about a body, gathered in one pass over its bytes. */
export class Measurement {
  #size = 0;
  readonly #md5 = createHash('md5');
  readonly #running: ReadonlyMap<ChecksumAlgorithm, RunningDigest>;

  constructor(algorithms: Iterable<ChecksumAlgorithm>) {
    this.#running = new Map([...new Set(algorithms)].map((algorithm) => [algorithm, CREATE[algorithm]()]));
  }

  update(chunk: Uint8Array): void {
    this.#size += chunk.length;
    this.#md5.update(chunk);
    for (const running of this.#running.values()) running.update(chunk);
  }

  /** May be called once, after the last chunk. */
  finish(): Digests {
    const bytes = [...this.#running].map(([algorithm, running]) => [algorithm, running.digest()] as const);
    return {
      size: this.#size,
      md5: this.#md5.digest('hex'),
      sha256: bytes.find(([algorithm]) => algorithm === 'SHA256')?.[1].toString('hex'),
      checksums: new Map(bytes.map(([algorithm, digest]) => [algorithm, digest.toString('base64')])),
    };
  }
}

/** Passes bytes through and measures them; the result is there after the last one. */
export function measured(source: AsyncIterable<Uint8Array>, algorithms: Iterable<ChecksumAlgorithm>) {
  const measurement = new Measurement(algorithms);
  async function* bytes() {
    for await (const chunk of source) {
      measurement.update(chunk);
      yield chunk;
    }
  }
  return { bytes: bytes(), result: () => measurement.finish() };
}

/** The checksum of one short text in base64, for a checksum of checksums. */
export function checksumOf(algorithm: ChecksumAlgorithm, bytes: Uint8Array): string {
  const running = CREATE[algorithm]();
  running.update(bytes);
  return running.digest().toString('base64');
}
