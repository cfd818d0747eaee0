import { decodeUtf8, splitLines } from './lines.ts';
import { type Cells, isCells, NOT_UTF8, type SourceRow } from './source-row.ts';
import type { Utf8Text } from './to-utf8.ts';

/** The rows of JSON Lines: one object a line. Blank lines are skipped and not counted. */
export async function* readJsonLines(file: string, text: Utf8Text, wrongBytes?: string): AsyncGenerator<SourceRow> {
  let row = 0;
  for await (const lines of splitLines(file, text.bytes)) {
    for (const { bytes, offset } of lines) {
      const read = parseJsonLine(bytes, wrongBytes);
      if (!read) continue;
      yield 'cells' in read ? { row, cells: read.cells } : { row, broken: read.broken, offset: text.offsetOf(offset) };
      row += 1;
    }
  }
}

/**
 * One line of JSON Lines, without its line end; undefined when it is blank.
 * @param wrongBytes the reason for a line that is not UTF-8, where the file was of another encoding
 */
export function parseJsonLine(line: Buffer, wrongBytes = NOT_UTF8): { cells: Cells } | { broken: string } | undefined {
  const text = decodeUtf8(line);
  if (text === undefined) return { broken: wrongBytes };
  if (text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { broken: 'is not valid JSON' };
  }
  return isCells(value) ? { cells: value } : { broken: 'is not a JSON object' };
}
