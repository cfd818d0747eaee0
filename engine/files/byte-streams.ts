import { MOST_JSON_BYTES } from '../parse-body.ts';
import { EndedEarly } from './delimited-reader.ts';

/** Longest line that is read, in bytes: as long as a request's JSON. What is longer is no JSONL, and would fill the memory. */
export const MOST_LINE_BYTES = MOST_JSON_BYTES;

/** A line is longer than any that is read. */
export class LineTooLong extends Error {
  override readonly name = 'LineTooLong';
  /** Which line, counted from 1. */
  readonly line: number;
  constructor(line: number) {
    super(`line ${line} is too long: a line may have ${MOST_LINE_BYTES} bytes (16 MB)`);
    this.line = line;
  }
}

/**
 * The chunks of a request's body. A body that is left before its end is not cancelled: that would cut the connection on
 * which the sender is still to read why.
 * @throws EndedEarly when the sender hangs up
 */
export async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  const read = () =>
    reader.read().catch((cause: unknown) => {
      throw new EndedEarly('the sender hung up', { cause });
    });
  for (let next = await read(); !next.done; next = await read()) yield next.value;
}

/** `ReadableStream.from`, which the DOM's types do not know yet. */
export function streamOf(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

const LINE_FEED = 0x0a;

/**
 * The lines of a body, as bytes, without their line feeds. Only a line feed ends a line: texts may hold other characters
 * that some readers take for line ends.
 * @throws LineTooLong as soon as a line has more than MOST_LINE_BYTES
 */
export async function* byteLinesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let open: Uint8Array[] = [];
  let bytes = 0;
  let number = 1;
  const grow = (part: Uint8Array) => {
    bytes += part.length;
    if (bytes > MOST_LINE_BYTES) throw new LineTooLong(number);
    open.push(part);
  };
  for await (const chunk of body) {
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
      grow(chunk.subarray(from, at));
      yield Buffer.concat(open);
      open = [];
      bytes = 0;
      number += 1;
      from = at + 1;
    }
    if (from < chunk.length) grow(chunk.subarray(from));
  }
  if (open.length > 0) yield Buffer.concat(open);
}
