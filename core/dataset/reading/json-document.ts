import { unusable } from '../unusable.ts';
import type { Bytes } from './bytes.ts';
import { decodeUtf8 } from './lines.ts';
import { type Cells, NOT_UTF8, type SourceRow } from './source-row.ts';

/** A JSON document is parsed as a whole; well under the longest string that V8 can hold (512 MB). */
const MOST_BYTES = 256 * 1024 ** 2;

/**
 * The rows of one JSON document: an array of objects, an object of arrays of equal length (columns, as data frames are
 * written), or an object whose only array holds the objects.
 * @throws LabelsmithError `UnusableSource` when it is none of these, or larger than 256 MB
 */
export async function* readJsonDocument(file: string, bytes: Bytes): AsyncGenerator<SourceRow> {
  const records = findRecords(file, await parseDocument(file, bytes));
  for (const [row, record] of records.entries()) {
    yield isCells(record) ? { row, cells: record } : { row, broken: 'is not a JSON object' };
  }
}

/** True for what JSON calls an object. */
export function isCells(value: unknown): value is Cells {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function parseDocument(file: string, bytes: Bytes): Promise<unknown> {
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
  if (text === undefined) throw unusable(file, `it ${NOT_UTF8}`, 'Save the file as UTF-8 and upload it again.');
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

function findRecords(file: string, document: unknown): readonly unknown[] {
  if (Array.isArray(document)) return document;
  if (isCells(document)) {
    const columns = Object.entries(document).map(([name, values]) => [name, columnValues(values)] as const);
    const arrays = columns.filter((column): column is readonly [string, unknown[]] => column[1] !== undefined);
    const [only] = arrays;
    if (arrays.length === 1 && only?.[1].some(isCells)) return only[1];
    if (arrays.length > 1 && new Set(arrays.map(([, values]) => values.length)).size === 1) return transpose(arrays);
  }
  throw unusable(
    file,
    'its JSON is neither a list of objects nor an object of columns of equal length',
    'Write a list of objects such as [{"text": ..., "label": ...}], or JSON Lines.',
  );
}

/** A column is an array, or an object from row index to value, which is how pandas writes one by default. */
function columnValues(values: unknown): unknown[] | undefined {
  if (Array.isArray(values)) return values;
  return isCells(values) && Object.keys(values).every((key) => /^\d+$/.test(key)) ? Object.values(values) : undefined;
}

function transpose(columns: readonly (readonly [string, unknown[]])[]): Cells[] {
  const length = columns[0]?.[1].length ?? 0;
  return Array.from({ length }, (_, row) => Object.fromEntries(columns.map(([name, values]) => [name, values[row]])));
}
