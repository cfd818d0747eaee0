import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { unusable } from '../unusable.ts';
import type { Bytes } from './bytes.ts';
import { UnpackGuard } from './unpack-guard.ts';

export const isGzip = (head: Uint8Array) => head[0] === 0x1f && head[1] === 0x8b;

/**
 * Unpacks a gzip stream, all its members.
 * @throws LabelsmithError `UnusableSource` when it is damaged or cut off, unpacks to more than 2 GB, or more than 200 times its size
 */
export async function* gunzip(file: string, bytes: Bytes): Bytes {
  const unpacked = createGunzip();
  const guard = new UnpackGuard(file);
  // Its failure destroys the stream and reaches the loop below as its error; the promise only has to be listened to.
  const fed = pipeline(Readable.from(bytes, { objectMode: false }), unpacked).catch(() => undefined);
  try {
    for await (const chunk of unpacked) {
      guard.count(chunk.byteLength, unpacked.bytesWritten);
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

function isZlibError(error: unknown): boolean {
  if (!(typeof error === 'object' && error !== null && 'code' in error)) return false;
  return typeof error.code === 'string' && error.code.startsWith('Z_');
}
