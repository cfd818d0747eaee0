import type { IncomingMessage } from 'node:http';
import {
  type ChecksumAlgorithm,
  checksumHeader,
  type Digests,
  Measurement,
  parseChecksumAlgorithm,
} from './checksums.ts';
import { decodeChunks, isChunked } from './chunked-body.ts';
import { S3Error } from './s3-error.ts';
import type { Headers, S3Request } from './s3-request.ts';
import type { Authorisation } from './signature.ts';

/** A checksum that the client sent and that the bytes agreed with, in base64. */
export interface GivenChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
}

export interface IncomingBody {
  /** The body's own bytes, to be read once. After the last one everything promised is checked, and a mismatch thrown. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What the bytes were; to be asked for after the last one. */
  result(): { readonly digests: Digests; readonly checksum: GivenChecksum | undefined };
}

/** Documents that S3 reads whole; deleting 1,000 keys of 1,024 bytes in XML stays under it. */
const DOCUMENT_BYTES = 8 * 2 ** 20;

/**
 * The body of a signed request, out of its frame, held against its signed hash, its `Content-MD5`, its length and its
 * checksum in a header or a trailer.
 */
export function receiveBody(request: S3Request, authorisation: Authorisation): IncomingBody {
  const promised = readPromises(request, authorisation);
  const trailers = new Map<string, string>();
  let result: ReturnType<IncomingBody['result']> | undefined;
  async function* bytes() {
    const { message } = request;
    const raw = rawBody(message);
    const source = promised.chunked
      ? decodeChunks(raw, authorisation, (name, value) => trailers.set(name, value))
      : raw;
    const measurement = new Measurement(promised.algorithms);
    for await (const chunk of source) {
      measurement.update(chunk);
      yield chunk;
    }
    const digests = measurement.finish();
    result = { digests, checksum: keepPromises(promised, digests, trailers) };
  }
  return {
    bytes: bytes(),
    result: () => {
      if (!result) throw new Error('the body has not been read to its end');
      return result;
    },
  };
}

/** A request's document as text. @throws S3Error as {@link receiveBody}, and when it is too long */
export async function receiveText(request: S3Request, authorisation: Authorisation): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of receiveBody(request, authorisation).bytes) {
    size += chunk.length;
    if (size > DOCUMENT_BYTES) throw new S3Error('MaxMessageLengthExceeded', 'Your request was too big.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * A request's bytes as they come over the wire. Whoever stops reading leaves the connection open, so that the refusal
 * can still be sent over it.
 */
export async function* rawBody(message: IncomingMessage): AsyncGenerator<Uint8Array> {
  yield* message.iterator({ destroyOnReturn: false });
}

interface Promises {
  readonly chunked: boolean;
  readonly length: number | undefined;
  readonly contentMd5: string | undefined;
  readonly sha256: string | undefined;
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string | undefined } | undefined;
  readonly algorithms: readonly ChecksumAlgorithm[];
}

const PREFIX = 'x-amz-checksum-';
/** Headers that begin like a checksum's and are about checksums in general. */
const NOT_A_CHECKSUM = ['x-amz-checksum-algorithm', 'x-amz-checksum-mode', 'x-amz-checksum-type'];

function readPromises({ headers }: S3Request, { payload }: Authorisation): Promises {
  const chunked = isChunked(payload);
  const length = headers[chunked ? 'x-amz-decoded-content-length' : 'content-length'];
  const contentMd5 = headers['content-md5'];
  if (contentMd5 !== undefined && Buffer.from(contentMd5, 'base64').length !== 16) {
    throw new S3Error('InvalidDigest', 'Content-MD5 must be the base64 of 16 bytes.');
  }
  const sha256 = chunked || payload === 'UNSIGNED-PAYLOAD' ? undefined : payload;
  const checksum = promisedChecksum(headers);
  const algorithms = [...(checksum ? [checksum.algorithm] : []), ...(sha256 === undefined ? [] : ['SHA256' as const])];
  return {
    chunked,
    length: length === undefined ? undefined : Number(length),
    contentMd5,
    sha256,
    checksum,
    algorithms,
  };
}

function promisedChecksum(headers: Headers): Promises['checksum'] {
  const given = Object.keys(headers).filter((name) => name.startsWith(PREFIX) && !NOT_A_CHECKSUM.includes(name));
  if (given.length > 1) throw new S3Error('InvalidRequest', 'Expecting a single x-amz-checksum- header.');
  const name = given[0] ?? trailerNames(headers).find((trailer) => trailer.startsWith(PREFIX));
  if (name === undefined) return undefined;
  const value = given[0] === undefined ? undefined : headers[name];
  return { algorithm: parseChecksumAlgorithm(name.slice(PREFIX.length)), value };
}

function trailerNames(headers: Headers): string[] {
  return (headers['x-amz-trailer'] ?? '').split(',').map((name) => name.trim().toLowerCase());
}

function keepPromises(
  promised: Promises,
  digests: Digests,
  trailers: ReadonlyMap<string, string>,
): GivenChecksum | undefined {
  if (promised.length !== undefined && promised.length !== digests.size) {
    throw new S3Error('IncompleteBody', 'The body does not have the number of bytes that its headers say.');
  }
  if (promised.sha256 !== undefined && promised.sha256 !== digests.sha256) {
    throw new S3Error('XAmzContentSHA256Mismatch', 'The body does not have the SHA-256 that was signed.');
  }
  if (promised.contentMd5 !== undefined && promised.contentMd5 !== Buffer.from(digests.md5, 'hex').toString('base64')) {
    throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  if (!promised.checksum) return undefined;
  const { algorithm } = promised.checksum;
  const value = promised.checksum.value ?? trailers.get(checksumHeader(algorithm));
  if (value === undefined)
    throw new S3Error('MalformedTrailerError', 'The checksum announced as a trailer is missing.');
  if (value !== digests.checksums.get(algorithm)) {
    throw new S3Error('BadDigest', `The ${algorithm} you specified did not match what we received.`);
  }
  return { algorithm, value };
}
