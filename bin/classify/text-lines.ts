import { MOST_REQUEST_BYTES } from '../../core/contract/classify-request.ts';
import { CommandError } from '../command-error.ts';

/** A line with a text. */
export interface TextLine {
  /** Counted from 1, empty ones as well. */
  readonly number: number;
  readonly text: string;
}

const LINE_FEED = 0x0a;

/**
 * The lines of a stream that hold more than white space, without their ends and without a byte order mark in front.
 * @throws CommandError naming the line that is not UTF-8, or longer than any request may be
 */
export async function* textLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<TextLine> {
  let number = 1;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const chunk of input) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const line = readLine(Buffer.concat([...held, chunk.subarray(start, end)]), number);
      if (line) yield line;
      [held, heldBytes, start, number] = [[], 0, end + 1, number + 1];
    }
    held.push(chunk.subarray(start));
    heldBytes += chunk.length - start;
    if (heldBytes > MOST_REQUEST_BYTES) throw lineTooLong(number);
  }
  const last = readLine(Buffer.concat(held), number);
  if (last) yield last;
}

function readLine(bytes: Uint8Array, number: number): TextLine | undefined {
  // The decoder passes over a byte order mark wherever it is asked to decode: only the first line has one.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: number > 1 });
  let text: string;
  try {
    text = decoder.decode(bytes).replace(/\r$/, '');
  } catch {
    throw new CommandError(`line ${number} is not UTF-8`, 'Save the texts as UTF-8, and classify them again.', {
      name: 'InvalidInput',
    });
  }
  return text.trim() ? { number, text } : undefined;
}

/** Of a line that no request can hold. */
export const lineTooLong = (number: number) =>
  new CommandError(
    `line ${number} is longer than a request may be: ${MOST_REQUEST_BYTES} bytes of JSON`,
    'Shorten the text: models read its beginning alone.',
    { name: 'TooLarge' },
  );
