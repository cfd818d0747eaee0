import { isUtf8 } from 'node:buffer';
import { unusable } from '../unusable.ts';
import { asBuffer, type Bytes } from './bytes.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** One line of a file, without its line end. */
export interface Line {
  readonly bytes: Buffer;
  /** Bytes before it in the stream. */
  readonly offset: number;
}

/** A line may be this long; what has no line ends at all would otherwise be gathered in memory. */
export const MOST_LINE_BYTES = 64 * 1024 ** 2;

/**
 * The lines of a file, as many at a time as there are in a piece of it. They are split on line feeds only (other characters
 * that some readers take for line ends belong to texts), without a carriage return at their end. A last line without a
 * line feed is a line; nothing after a line feed is none.
 * @throws LabelsmithError `UnusableSource` when a line is longer than 64 MB
 */
export async function* splitLines(file: string, bytes: Bytes): AsyncGenerator<Line[]> {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  let offset = 0;
  const take = (rest: Buffer): Line => {
    const whole = begun.length > 0 ? Buffer.concat([...begun, rest]) : rest;
    begun = [];
    begunBytes = 0;
    const line = { bytes: withoutReturn(whole), offset };
    offset += whole.length + 1;
    return line;
  };
  for await (const piece of bytes) {
    const chunk = asBuffer(piece);
    const lines: Line[] = [];
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      lines.push(take(chunk.subarray(from, end)));
      from = end + 1;
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
    begunBytes += chunk.length - from;
    if (begunBytes > MOST_LINE_BYTES) throw tooLong(file);
    if (lines.length > 0) yield lines;
  }
  if (begun.length > 0) yield [take(Buffer.alloc(0))];
}

/** The refusal of a file with a line that is no row of anything. */
export const tooLong = (file: string) =>
  unusable(
    file,
    `it has a line of more than ${MOST_LINE_BYTES / 1024 ** 2} MB`,
    'Check that the file has a line end behind every row.',
  );

const withoutReturn = (line: Buffer) => (line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line);

/** The text of some UTF-8 bytes, or undefined when they are not UTF-8: nothing is replaced silently. */
export function decodeUtf8(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}
