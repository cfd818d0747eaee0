import { StringDecoder } from 'node:string_decoder';
import { asBuffer, type Bytes, type Peeked } from './bytes.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Told by the byte-order mark, or by zero bytes that all stand in the even or in the odd places of Latin text. */
export function detectEncoding(head: Uint8Array): { encoding: Encoding; markLength: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', markLength: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', markLength: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', markLength: 2 };
  const pairs = Math.floor(Math.min(head.length, 256) / 2);
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs; i += 1) {
    if (head[2 * i] === 0) even += 1;
    if (head[2 * i + 1] === 0) odd += 1;
  }
  if (pairs >= 4 && even === 0 && odd > pairs / 2) return { encoding: 'utf-16le', markLength: 0 };
  if (pairs >= 4 && odd === 0 && even > pairs / 2) return { encoding: 'utf-16be', markLength: 0 };
  return { encoding: 'utf-8', markLength: 0 };
}

/**
 * The same text as UTF-8 without a byte-order mark. Damage stays damage: bytes that are not UTF-8 are passed on, and half
 * a surrogate pair becomes the byte FF, so that whoever decodes a row can tell that it is broken.
 */
export async function* toUtf8({ head, bytes }: Peeked): Bytes {
  const { encoding, markLength } = detectEncoding(head);
  let skip = markLength;
  const decoder = new StringDecoder('utf16le');
  let half: Buffer = Buffer.alloc(0);
  for await (const piece of bytes) {
    const chunk = asBuffer(piece).subarray(skip);
    skip -= piece.byteLength - chunk.byteLength;
    if (chunk.byteLength === 0) continue;
    if (encoding === 'utf-8') yield chunk;
    else if (encoding === 'utf-16le') yield encodeUtf8(decoder.write(chunk));
    else {
      const joined = Buffer.concat([half, chunk]);
      const whole = joined.byteLength - (joined.byteLength % 2);
      half = joined.subarray(whole);
      yield encodeUtf8(decoder.write(joined.subarray(0, whole).swap16()));
    }
  }
  if (encoding !== 'utf-8') yield encodeUtf8(decoder.end());
}

const BROKEN = Buffer.from([0xff]);

function encodeUtf8(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8');
  const parts = text.split(/\p{Surrogate}/u).flatMap((part) => [BROKEN, Buffer.from(part, 'utf8')]);
  return Buffer.concat(parts.slice(1));
}
