import { unusable } from '../unusable.ts';
import type { Bytes } from './bytes.ts';
import { findRecords } from './json-records.ts';
import { decodeUtf8 } from './lines.ts';
import { isCells, NOT_UTF8, type SourceRow } from './source-row.ts';

/** A JSON document is parsed as a whole; well under the longest string that V8 can hold (512 MB). */
const MOST_BYTES = 256 * 1024 ** 2;

/**
 * The rows of one JSON document, in any form that {@link findRecords} knows.
 * @throws LabelsmithError `UnusableSource` when it is none of these, or larger than 256 MB
 */
export async function* readJsonDocument(file: string, bytes: Bytes, wrongBytes = NOT_UTF8): AsyncGenerator<SourceRow> {
  const records = findRecords(await parseDocument(file, bytes, wrongBytes));
  if (!records) {
    throw unusable(
      file,
      'its JSON is neither a list of objects nor an object of columns of equal length',
      'Write a list of objects such as [{"text": ..., "label": ...}], or JSON Lines.',
    );
  }
  for (const [row, record] of records.entries()) {
    yield isCells(record) ? { row, cells: record } : { row, broken: 'is not a JSON object' };
  }
}

async function parseDocument(file: string, bytes: Bytes, wrongBytes: string): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.byteLength;
    if (length > MOST_BYTES) {
      throw unusable(file, 'a JSON document of more than 256 MB', 'Write it as JSON Lines: one object a line, .jsonl.');
    }
    chunks.push(chunk);
  }
  const text = decodeUtf8(Buffer.concat(chunks));
  if (text === undefined) throw unusable(file, `it ${wrongBytes}`, 'Save the file as UTF-8, or declare its encoding.');
  try {
    return JSON.parse(text);
  } catch (error) {
    const where = error instanceof SyntaxError ? /position \d+/.exec(error.message)?.[0] : undefined;
    throw unusable(
      file,
      `it is not valid JSON${where ? ` at ${where}` : ''}`,
      'Correct the file, or write it as JSON Lines: one object a line, .jsonl.',
    );
  }
}
