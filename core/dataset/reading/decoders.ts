import { StringDecoder } from 'node:string_decoder';
import iconv from 'iconv-lite';
import type { Encoding } from './encodings.ts';

/** Decodes a stream of bytes piece by piece. What cannot be decoded comes out as {@link Decoder.undecoded} matches it. */
export interface Decoder {
  write(bytes: Buffer): string;
  /** What is left, when the last piece ended within a character. */
  end(): string;
  /** Matches what stands for bytes that are not of the encoding: one match for each place. */
  readonly undecoded: RegExp;
  /** Bytes of one character where all are of the same length; undefined where they differ. */
  readonly unitLength?: number;
}

/** No legacy encoding but GB18030 can write U+FFFD, and there it is as good as damage. */
const REPLACEMENT = /\ufffd/g;
/** Half a surrogate pair. */
const HALF = /\p{Surrogate}/gu;

/**
 * A decoder of one of our encodings. None of them ever takes a line end for part of a damaged character.
 * Two have a decoder of their own. Of code page 949, ICU's reads only the first half, and turns the other half, the rarer
 * Korean syllables, into control characters and letters without complaint. Of GB18030, it fails where a damaged character
 * is divided between two pieces.
 */
export function createDecoder({ decoder }: Encoding): Decoder {
  if (decoder === 'utf-16le' || decoder === 'utf-16be') return createUtf16Decoder(decoder === 'utf-16be');
  if (decoder === 'cp949' || decoder === 'gb18030') return createTableDecoder(decoder);
  const stream = new TextDecoder(decoder, { ignoreBOM: true });
  return {
    write: (bytes) => stream.decode(bytes, { stream: true }),
    end: () => stream.decode(),
    undecoded: REPLACEMENT,
  };
}

/** In both encodings a smaller byte is a character by itself and never part of a longer one. */
const FIRST_TRAILING_BYTE = 0x30;
/** Bytes that are held back at most; no text goes on for so long without a blank or a comma. */
const MOST_HELD_BYTES = 1024 ** 2;

/**
 * Pieces are cut behind a byte that is a character by itself: where a damaged character is divided between two pieces, the
 * library would take what follows it, even a line end, for its other half.
 */
function createTableDecoder(encoding: 'cp949' | 'gb18030'): Decoder {
  const stream = iconv.getDecoder(encoding);
  let held: Buffer = Buffer.alloc(0);
  const write = (bytes: Buffer) => {
    const joined = held.length > 0 ? Buffer.concat([held, bytes]) : bytes;
    let cut = joined.length;
    while (cut > 0 && (joined[cut - 1] ?? 0) >= FIRST_TRAILING_BYTE) cut -= 1;
    if (joined.length - cut > MOST_HELD_BYTES) cut = joined.length;
    held = Buffer.from(joined.subarray(cut));
    return stream.write(joined.subarray(0, cut));
  };
  return { write, end: () => stream.write(held) + (stream.end() ?? ''), undecoded: REPLACEMENT };
}

/** Unlike ICU's, it keeps halves of surrogate pairs, so that they can be told from a U+FFFD that was written as such. */
function createUtf16Decoder(bigEndian: boolean): Decoder {
  const stream = new StringDecoder('utf16le');
  let half: Buffer = Buffer.alloc(0);
  const write = (bytes: Buffer) => {
    const joined = half.length > 0 ? Buffer.concat([half, bytes]) : bytes;
    const whole = joined.length - (joined.length % 2);
    half = Buffer.from(joined.subarray(whole));
    const units = joined.subarray(0, whole);
    return stream.write(bigEndian ? Buffer.from(units).swap16() : units);
  };
  // A single byte at the end is half of something: it must not vanish.
  const end = () => stream.end() + (half.length > 0 ? '\ud800' : '');
  return { write, end, undecoded: HALF, unitLength: 2 };
}

/** The text of bytes that are all there. */
export function decodeWhole(bytes: Buffer, encoding: Encoding): string {
  const decoder = createDecoder(encoding);
  return decoder.write(bytes) + decoder.end();
}
