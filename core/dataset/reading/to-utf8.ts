import { asBuffer, type Bytes, type Peeked } from './bytes.ts';
import { createDecoder, type Decoder, decodeWhole } from './decoders.ts';
import type { DetectedEncoding } from './detect-encoding.ts';
import { LineOffsets } from './line-offsets.ts';
import { decodeUtf8 } from './lines.ts';

/** A text as UTF-8, with the way back to the bytes it was decoded from. */
export interface Utf8Text {
  /**
   * Without a byte-order mark. Damage stays damage: in place of bytes that are not of the encoding stands the byte FF,
   * which no UTF-8 has, so that whoever decodes a row can tell that it is broken.
   */
  readonly bytes: Bytes;
  /** The offset in the file of the line that begins at an offset of `bytes`; only for what has been read already. */
  offsetOf(utf8Offset: number): number;
}

/** The text of a file in a known encoding, as UTF-8. */
export function toUtf8({ head, bytes }: Peeked, { encoding, markLength }: DetectedEncoding): Utf8Text {
  const behindMark = skip(bytes, markLength);
  if (encoding.decoder === 'utf-8') return { bytes: behindMark, offsetOf: (offset) => offset + markLength };
  const offsets = new LineOffsets(markLength);
  // Only a file of the old Mac kind, without a single line feed, has lines that end with a carriage return.
  const lineEnd = decodeWhole(head.subarray(markLength), encoding).includes('\n') ? '\n' : '\r';
  return {
    bytes: transcode(behindMark, createDecoder(encoding), lineEnd, offsets, markLength),
    offsetOf: (offset) => offsets.find(offset),
  };
}

/** The text of a file that is all there; undefined when it holds bytes that are not of its encoding. */
export function decodeText(bytes: Buffer, { encoding, markLength }: DetectedEncoding): string | undefined {
  const body = bytes.subarray(markLength);
  if (encoding.decoder === 'utf-8') return decodeUtf8(body);
  const decoder = createDecoder(encoding);
  const text = decoder.write(body) + decoder.end();
  return text.search(decoder.undecoded) === -1 ? text : undefined;
}

async function* skip(bytes: Bytes, length: number): Bytes {
  let left = length;
  for await (const chunk of bytes) {
    const rest = chunk.subarray(left);
    left -= chunk.byteLength - rest.byteLength;
    if (rest.byteLength > 0) yield rest;
  }
}

async function* transcode(
  bytes: Bytes,
  decoder: Decoder,
  lineEnd: '\n' | '\r',
  offsets: LineOffsets,
  markLength: number,
): Bytes {
  let utf8 = 0;
  let original = markLength;
  for await (const piece of bytes) {
    const chunk = asBuffer(piece);
    const text = decoder.write(chunk);
    const encoded = encodeUtf8(text, decoder.undecoded);
    // A decoder may hold back part of a character, but never a line end: the k-th here is the k-th there.
    const [there, width] = decoder.unitLength ? [text, decoder.unitLength] : [chunk, 1];
    let from = there.indexOf(lineEnd);
    for (let at = encoded.indexOf(lineEnd); at !== -1; at = encoded.indexOf(lineEnd, at + 1)) {
      offsets.add(utf8 + at + 1, original + width * (from + 1));
      from = there.indexOf(lineEnd, from + 1);
    }
    utf8 += encoded.length;
    original += width * there.length;
    yield encoded;
  }
  yield encodeUtf8(decoder.end(), decoder.undecoded);
}

const BROKEN = Buffer.from([0xff]);

function encodeUtf8(text: string, undecoded: RegExp): Buffer {
  const parts = text.split(undecoded);
  if (parts.length === 1) return Buffer.from(text, 'utf8');
  const encoded = parts.flatMap((part) => [BROKEN, Buffer.from(part, 'utf8')]);
  return Buffer.concat(encoded.slice(1));
}
