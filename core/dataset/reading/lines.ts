import { isUtf8 } from 'node:buffer';
import { asBuffer, type Bytes } from './bytes.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * The lines of a file, split on line feeds only (other characters that some readers take for line ends belong to texts),
 * without a carriage return at their end. A last line without a line feed is a line; nothing after a line feed is none.
 */
export async function* splitLines(bytes: Bytes): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  for await (const piece of bytes) {
    const chunk = asBuffer(piece);
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      const rest = chunk.subarray(from, end);
      yield withoutReturn(begun.length > 0 ? Buffer.concat([...begun, rest]) : rest);
      begun = [];
      from = end + 1;
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
  }
  if (begun.length > 0) yield withoutReturn(Buffer.concat(begun));
}

const withoutReturn = (line: Buffer) => (line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line);

/** The text of some UTF-8 bytes, or undefined when they are not UTF-8: nothing is replaced silently. */
export function decodeUtf8(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}
