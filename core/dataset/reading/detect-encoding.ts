import { isUtf8 } from 'node:buffer';
import { decodeWhole } from './decoders.ts';
import { detectLegacy } from './detect-legacy.ts';
import { type Encoding, requireEncoding, UTF8, UTF16BE, UTF16LE } from './encodings.ts';

/** How a file is encoded, and how that is known. */
export interface DetectedEncoding {
  readonly encoding: Encoding;
  /** Bytes of the byte-order mark at the file's start. */
  readonly markLength: number;
  readonly because: 'byte-order mark' | 'declared' | 'detected' | 'default';
}

/** Bytes of a file's beginning by which {@link detectEncoding} judges; short of it the whole file. */
export const ENCODING_HEAD_LENGTH = 1024 ** 2;

/**
 * Tells a file's encoding: by its byte-order mark, by what was declared, by the zero bytes of UTF-16. Else it is UTF-8,
 * unless its beginning is not, and decodes as something else in a way that makes sense.
 * @throws LabelsmithError `UnusableSource` when an unknown encoding is declared, or one that cannot be read is recognised
 */
export function detectEncoding(file: string, head: Buffer, declared?: string): DetectedEncoding {
  const wanted = declared === undefined ? undefined : requireEncoding(file, declared);
  const marked = readMark(head);
  if (marked) return { ...marked, because: 'byte-order mark' };
  if (wanted) return { encoding: wanted, markLength: 0, because: 'declared' };
  const found = detectUtf16(head) ?? (isMostlyUtf8(head) ? undefined : detectLegacy(file, head));
  return found
    ? { encoding: found, markLength: 0, because: 'detected' }
    : { encoding: UTF8, markLength: 0, because: 'default' };
}

function readMark(head: Buffer) {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: UTF8, markLength: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: UTF16LE, markLength: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: UTF16BE, markLength: 2 };
  return undefined;
}

/** Pairs of bytes that are looked at for zeros. */
const PAIRS = 2048;
/** Line ends, digits, spaces and separators are ASCII in a table of any language. */
const LEAST_ASCII_SHARE = 0.02;
/** A character in 256 of other scripts has its zero byte in the other place. */
const MOST_OTHER_ZEROS = 0.1;

/** UTF-16 without a mark: its ASCII characters have a zero byte, always in the same place of the pair. */
function detectUtf16(head: Buffer): Encoding | undefined {
  const pairs = Math.min(PAIRS, Math.floor(head.length / 2));
  let even = 0;
  let odd = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    if (head[2 * pair] === 0) even += 1;
    if (head[2 * pair + 1] === 0) odd += 1;
  }
  const [most, fewest] = odd > even ? [odd, even] : [even, odd];
  if (pairs < 4 || most < LEAST_ASCII_SHARE * pairs || fewest > MOST_OTHER_ZEROS * most) return undefined;
  const encoding = odd > even ? UTF16LE : UTF16BE;
  const text = decodeWhole(head.subarray(0, 2 * pairs), encoding);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what has control characters is no text but a binary file
  return /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(text) ? undefined : encoding;
}

/**
 * True for ASCII, for UTF-8, and for UTF-8 of which some lines are damaged: of the lines with characters beyond ASCII
 * at least half are whole.
 */
function isMostlyUtf8(head: Buffer): boolean {
  if (isUtf8(head)) return true;
  let whole = 0;
  let damaged = 0;
  for (let from = 0; from < head.length; ) {
    const end = head.indexOf(0x0a, from);
    // The last line may be cut in the middle of a character; it counts only when it is the only one.
    if (end === -1 && from > 0) break;
    const line = head.subarray(from, end === -1 ? head.length : end);
    if (!isUtf8(line)) damaged += 1;
    else if (line.some((byte) => byte >= 0x80)) whole += 1;
    from += line.length + 1;
  }
  return damaged === 0 || (whole > 0 && whole >= damaged);
}
