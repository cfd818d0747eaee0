import { MOST_REQUEST_BYTES, MOST_TEXTS } from '../../core/contract/classify-request.ts';
import { lineTooLong, type TextLine } from './text-lines.ts';

/** Bytes of `{"texts":[]}`, and of a text in it with its comma. */
const FRAME_BYTES = 12;
const bytesOf = ({ text }: TextLine) => Buffer.byteLength(JSON.stringify(text)) + 1;

/**
 * Lines as they fit into requests, in their order: 100 texts and a megabyte of JSON at most. Where reading the lines fails, those
 * before come first.
 * @throws CommandError naming a line that no request can hold, and what reading the lines throws
 */
export async function* lineBatches(lines: AsyncIterable<TextLine>): AsyncGenerator<TextLine[]> {
  let batch: TextLine[] = [];
  let bytes = FRAME_BYTES;
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const line of lines) {
      const size = bytesOf(line);
      if (FRAME_BYTES + size > MOST_REQUEST_BYTES) throw lineTooLong(line.number);
      if (batch.length === MOST_TEXTS || bytes + size > MOST_REQUEST_BYTES) {
        yield batch;
        batch = [];
        bytes = FRAME_BYTES;
      }
      batch.push(line);
      bytes += size;
    }
  } catch (error) {
    failure = { error };
  }
  if (batch.length > 0) yield batch;
  if (failure) throw failure.error;
}
