import { createHash } from 'node:crypto';
import { ByteReader } from './byte-reader.ts';
import { S3Error } from './s3-error.ts';
import type { Authorisation } from './signature.ts';

const SIGNED = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
const SIGNED_WITH_TRAILER = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER';
const UNSIGNED_WITH_TRAILER = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const EMPTY_HASH = createHash('sha256').digest('hex');

/** Whether the body is framed in `aws-chunked` chunks, by the payload that was signed. */
export const isChunked = (payload: string) => payload.startsWith('STREAMING-');

/**
 * Takes an `aws-chunked` body out of its frame: `<hex size>[;chunk-signature=<hex>] CR LF <bytes> CR LF`, until a chunk
 * of size 0, then trailers. Signatures of chunks and of the trailers are verified where the form has them.
 * Source: "Signature calculations: transferring a payload in multiple chunks", S3 API reference.
 * @param onTrailer called with each trailer's lower-case name and its value, after the last byte
 * @throws S3Error `NotImplemented` for another form, `IncompleteBody`, `SignatureDoesNotMatch`
 */
export async function* decodeChunks(
  source: AsyncIterable<Uint8Array>,
  authorisation: Authorisation,
  onTrailer: (name: string, value: string) => void,
): AsyncGenerator<Uint8Array> {
  const { payload } = authorisation;
  if (![SIGNED, SIGNED_WITH_TRAILER, UNSIGNED_WITH_TRAILER].includes(payload)) {
    throw new S3Error('NotImplemented', 'This form of a streaming body is not supported.');
  }
  const signatures = payload === UNSIGNED_WITH_TRAILER ? undefined : new ChunkSignatures(authorisation);
  const reader = new ByteReader(source);
  try {
    yield* readChunks(reader, signatures);
    await readTrailers(reader, payload === SIGNED_WITH_TRAILER ? signatures : undefined, onTrailer);
    await reader.drain();
  } finally {
    await reader.close();
  }
}

async function* readChunks(reader: ByteReader, signatures: ChunkSignatures | undefined): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { size, signature } = parseChunkLine(await reader.line());
    const hash = createHash('sha256');
    for await (const piece of reader.take(size)) {
      if (signatures) hash.update(piece);
      yield piece;
    }
    await signatures?.check('PAYLOAD', `${EMPTY_HASH}\n${hash.digest('hex')}`, signature);
    if (size === 0) return;
    if ((await reader.line()) !== '') throw new S3Error('IncompleteBody', 'A chunk is longer than it says.');
  }
}

function parseChunkLine(line: string): { size: number; signature: string | undefined } {
  const match = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
  if (!match?.[1]) throw new S3Error('IncompleteBody', 'The body is not framed in chunks as its headers say.');
  return { size: Number.parseInt(match[1], 16), signature: match[2] };
}

const TRAILER_SIGNATURE = 'x-amz-trailer-signature';

async function readTrailers(
  reader: ByteReader,
  signatures: ChunkSignatures | undefined,
  onTrailer: (name: string, value: string) => void,
): Promise<void> {
  let signed = '';
  for (let line = await reader.line(); line !== ''; line = await reader.line()) {
    const colon = line.indexOf(':');
    if (colon < 1) throw new S3Error('MalformedTrailerError', 'A trailer must read name:value.');
    const [name, value] = [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    if (name === TRAILER_SIGNATURE) {
      await signatures?.check('TRAILER', createHash('sha256').update(signed).digest('hex'), value);
      return;
    }
    signed += `${name}:${value}\n`;
    onTrailer(name, value);
  }
  if (signatures) throw new S3Error('MalformedTrailerError', `The trailers must end with ${TRAILER_SIGNATURE}.`);
}

/** Each chunk's signature covers the one before it; the first covers the request's. */
class ChunkSignatures {
  #previous: string;
  readonly #authorisation: Authorisation;

  constructor(authorisation: Authorisation) {
    this.#authorisation = authorisation;
    this.#previous = authorisation.signature;
  }

  async check(kind: 'PAYLOAD' | 'TRAILER', hashes: string, given: string | undefined): Promise<void> {
    const { longDate, scope } = this.#authorisation;
    const lines = [`AWS4-HMAC-SHA256-${kind}`, longDate, scope, this.#previous, hashes];
    const expected = await this.#authorisation.sign(lines.join('\n'));
    if (given !== expected) throw new S3Error('SignatureDoesNotMatch', 'The signature of a chunk does not match it.');
    this.#previous = expected;
  }
}
