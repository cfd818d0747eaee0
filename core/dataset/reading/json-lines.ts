import type { Bytes } from './bytes.ts';
import { isCells } from './json-document.ts';
import { decodeUtf8, splitLines } from './lines.ts';
import { NOT_UTF8, type SourceRow } from './source-row.ts';

/** The rows of JSON Lines: one object a line. Blank lines are skipped and not counted. */
export async function* readJsonLines(bytes: Bytes): AsyncGenerator<SourceRow> {
  let row = 0;
  for await (const line of splitLines(bytes)) {
    const read = readLine(row, line);
    if (!read) continue;
    yield read;
    row += 1;
  }
}

function readLine(row: number, line: Buffer): SourceRow | undefined {
  const text = decodeUtf8(line);
  if (text === undefined) return { row, broken: NOT_UTF8 };
  if (text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { row, broken: 'is not valid JSON' };
  }
  return isCells(value) ? { row, cells: value } : { row, broken: 'is not a JSON object' };
}
