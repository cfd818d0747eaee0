import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { S3Error } from './s3-error.ts';

/** S3's bound on a key, in UTF-8 bytes. */
const KEY_BYTES = 1024;

export type Headers = Readonly<Record<string, string | undefined>>;

/** A request as S3 sees it. Addresses are path-style: `/<bucket>/<key>`. */
export interface S3Request {
  readonly message: IncomingMessage;
  readonly method: string;
  /** The path exactly as it was sent: `new URL()` would resolve `..`, which is a part of a key like any other. */
  readonly rawPath: string;
  /** Decoded names and values; a parameter without a value has the empty one. */
  readonly query: ReadonlyMap<string, string>;
  /**
   * Names in lower case; several of one name are joined as HTTP says. A presigned URL may carry `x-amz-` headers in its
   * query: they are here as well.
   */
  readonly headers: Headers;
  /** Empty when the request is for the service itself. */
  readonly bucket: string;
  /** Decoded. Empty when the request is for a bucket. */
  readonly key: string;
  /** Sent back as `x-amz-request-id`, and given to events. */
  readonly id: string;
}

/**
 * Reads the address of a request; nothing is authenticated yet.
 * @throws S3Error `InvalidURI`, `InvalidArgument` or `KeyTooLongError`
 */
export function parseRequest(message: IncomingMessage): S3Request {
  const target = message.url ?? '/';
  if (!target.startsWith('/')) throw new S3Error('InvalidURI', 'The request target must be a path that starts with /.');
  const questionMark = target.indexOf('?');
  const rawPath = questionMark === -1 ? target : target.slice(0, questionMark);
  const slash = rawPath.indexOf('/', 1);
  const key = slash === -1 ? '' : decodePart(rawPath.slice(slash + 1));
  checkKeyLength(key);
  const query = parseQuery(questionMark === -1 ? '' : target.slice(questionMark + 1));
  return {
    message,
    method: message.method ?? 'GET',
    rawPath,
    query,
    headers: { ...hoistedHeaders(query), ...ownHeaders(message) },
    bucket: decodePart(slash === -1 ? rawPath.slice(1) : rawPath.slice(1, slash)),
    key,
    id: randomBytes(8).toString('hex').toUpperCase(),
  };
}

/** @throws S3Error `KeyTooLongError` */
export function checkKeyLength(key: string): void {
  if (Buffer.byteLength(key) > KEY_BYTES) {
    throw new S3Error('KeyTooLongError', `A key has at most ${KEY_BYTES} bytes in UTF-8.`);
  }
}

function ownHeaders(message: IncomingMessage): Headers {
  return Object.fromEntries(
    Object.entries(message.headersDistinct).map(([name, values]) => [name, values?.join(', ')]),
  );
}

/** The query of a signed request is signed as a whole, so what it says of headers is as good as a signed header. */
function hoistedHeaders(query: ReadonlyMap<string, string>): Headers {
  if (!query.has('X-Amz-Algorithm')) return {};
  const hoisted = [...query].map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(hoisted.filter(([name]) => name.startsWith('x-amz-')));
}

/** Only `%xx` is decoded: in S3 a plus sign stands for itself, where `URLSearchParams` would read a space. */
function parseQuery(raw: string): Map<string, string> {
  const query = new Map<string, string>();
  for (const pair of raw.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decodePart(equals === -1 ? pair : pair.slice(0, equals));
    if (query.has(name)) throw new S3Error('InvalidArgument', 'A query parameter may be given once only.');
    query.set(name, equals === -1 ? '' : decodePart(pair.slice(equals + 1)));
  }
  return query;
}

/** @throws S3Error `InvalidURI` when it is not the percent-encoding of UTF-8 */
export function decodePart(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new S3Error('InvalidURI', 'The address is not percent-encoded UTF-8.');
  }
}
