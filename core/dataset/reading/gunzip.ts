import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { unusable } from '../unusable.ts';
import type { Bytes } from './bytes.ts';

/** Unpacked bytes after which a gzipped file is refused. */
export const MOST_UNPACKED_BYTES = 2 * 1024 ** 3;
/** Text packs 3 to 10 times, repetitive text 50 times; a file that unpacks to more than this is made to do harm. */
export const MOST_RATIO = 200;
/** Below this the ratio says nothing: a short file of one repeated line packs as well as a bomb, and does no harm. */
const RATIO_FROM_BYTES = 1024 ** 2;

export const isGzip = (head: Uint8Array) => head[0] === 0x1f && head[1] === 0x8b;

/**
 * Unpacks a gzip stream, all its members.
 * @throws LabelsmithError `UnusableSource` when it is damaged or cut off, unpacks to more than 2 GB, or more than 200 times its size
 */
export async function* gunzip(file: string, bytes: Bytes): Bytes {
  const unpacked = createGunzip();
  // The failure reaches the loop below as the error of the stream; the promise only has to be listened to.
  const fed = pipeline(Readable.from(bytes, { objectMode: false }), unpacked).catch(() => undefined);
  let out = 0;
  try {
    for await (const chunk of unpacked) {
      out += chunk.byteLength;
      if (out > MOST_UNPACKED_BYTES || (out > RATIO_FROM_BYTES && out > MOST_RATIO * unpacked.bytesWritten)) {
        throw bomb(file);
      }
      yield chunk;
    }
  } catch (error) {
    if (!isZlibError(error)) throw error;
    throw unusable(
      file,
      'its gzip compression is damaged or cut off',
      'Upload the file again, or upload it uncompressed.',
      { cause: error },
    );
  } finally {
    unpacked.destroy();
    await fed;
  }
}

function bomb(file: string) {
  return unusable(
    file,
    `it unpacks to more than ${MOST_UNPACKED_BYTES / 1024 ** 3} GB or to more than ${MOST_RATIO} times its size`,
    'Upload it uncompressed, or in several smaller files.',
  );
}

function isZlibError(error: unknown): boolean {
  if (!(typeof error === 'object' && error !== null && 'code' in error)) return false;
  return typeof error.code === 'string' && error.code.startsWith('Z_');
}
