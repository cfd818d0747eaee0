import { pipeline } from 'node:stream/promises';
import { parseRange } from './byte-range.ts';
import { checksumHeader } from './checksums.ts';
import { isNotModified } from './conditions.ts';
import { descriptionHeaders } from './describe-object.ts';
import {
  addressedBucket,
  type Exchange,
  type Operation,
  parameter,
  requestHeader,
  versionHeaders,
} from './exchange.ts';
import { findObject } from './find-object.ts';
import { CONTENT_HEADERS, type StoredObject } from './object-record.ts';

/** `GetObject`: the whole object or one range of it, streamed from disk. */
export const getObject: Operation = async (exchange) => {
  const bucket = addressedBucket(exchange);
  for (;;) {
    const object = findObject(bucket, exchange.request.key, parameter(exchange, 'versionId'));
    const handle = await bucket.openBytes(object);
    // Somebody replaced the object between the look and the opening; what is there now is the answer.
    if (!handle) continue;
    try {
      const range = writeHead(exchange, object);
      if (range === undefined || range.end < range.start) {
        exchange.response.end();
      } else {
        const bytes = handle.createReadStream({ start: range.start, end: range.end, autoClose: false });
        await pipeline(bytes, exchange.response);
      }
    } finally {
      await handle.close();
    }
    return;
  }
};

/** `HeadObject`. */
export const headObject: Operation = async (exchange) => {
  writeHead(exchange, findObject(addressedBucket(exchange), exchange.request.key, parameter(exchange, 'versionId')));
  exchange.response.end();
};

/** Sends status and headers. Returns the bytes that are to follow, the end included, or undefined when none are (304). */
function writeHead(exchange: Exchange, object: StoredObject): { start: number; end: number } | undefined {
  const { response } = exchange;
  const whole = { start: 0, end: object.size - 1 };
  const shared = {
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.lastModified).toUTCString(),
    ...versionHeaders(addressedBucket(exchange), object),
  };
  if (isNotModified((name) => requestHeader(exchange, name), object)) {
    response.writeHead(304, shared);
    return undefined;
  }
  const range = parseRange(requestHeader(exchange, 'range'), object.size);
  const { start, end } = range ?? whole;
  response.writeHead(range ? 206 : 200, {
    ...shared,
    'accept-ranges': 'bytes',
    ...descriptionHeaders(object),
    ...overriddenHeaders(exchange),
    'content-length': end - start + 1,
    ...(range ? { 'content-range': `bytes ${start}-${end}/${object.size}` } : checksumHeaders(exchange, object)),
  });
  return { start, end };
}

/** A checksum is of the whole object, so it is sent with nothing less, and only to those who ask. */
function checksumHeaders(exchange: Exchange, { checksum }: StoredObject): Record<string, string> {
  if (!checksum || requestHeader(exchange, 'x-amz-checksum-mode')?.toUpperCase() !== 'ENABLED') return {};
  return { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type };
}

/** `response-content-type` and its like: what the reader wants the headers to say. */
function overriddenHeaders(exchange: Exchange): Record<string, string> {
  const overridden = CONTENT_HEADERS.flatMap((name) => {
    const value = parameter(exchange, `response-${name}`);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(overridden);
}
