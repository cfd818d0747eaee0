import { parseJsonLine } from '../../../core/dataset/reading/json-lines.ts';
import { splitLines } from '../../../core/dataset/reading/lines.ts';
import { openRows } from '../../../core/dataset/reading/open-rows.ts';
import type { ReadingOptions } from '../../../core/dataset/reading/reading-options.ts';
import type { SourceRow } from '../../../core/dataset/reading/source-row.ts';
import type { Utf8Text } from '../../../core/dataset/reading/to-utf8.ts';
import type { Source } from '../../../core/dataset/source.ts';

/** A file in memory that counts how often it was opened and closed. */
export function countedSource(name: string, content: string | Uint8Array, pieceLength = 1000) {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  const counts = { opened: 0, closed: 0 };
  const source: Source = {
    name,
    open() {
      counts.opened += 1;
      return read();
    },
  };
  async function* read() {
    try {
      for (let from = 0; from < bytes.length; from += pieceLength) yield bytes.subarray(from, from + pieceLength);
    } finally {
      counts.closed += 1;
    }
  }
  return { source, counts };
}

/** The rows of a file, one by one, whatever it is written in. */
export async function* readRows(source: Source, options: ReadingOptions = {}): AsyncGenerator<SourceRow> {
  const opened = await openRows(source, options);
  if (opened.format === 'rows') yield* opened.rows;
  else yield* readJsonLines(source.name, opened, opened.wrongBytes);
}

/** The rows of JSON Lines: one object a line. Blank lines are skipped and not counted. The product deals the lines out to threads. */
async function* readJsonLines(file: string, text: Utf8Text, wrongBytes?: string): AsyncGenerator<SourceRow> {
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

export async function rowsOf(
  name: string,
  content: string | Uint8Array,
  options: ReadingOptions = {},
  pieceLength?: number,
): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const row of readRows(countedSource(name, content, pieceLength).source, options)) rows.push(row);
  return rows;
}

/** Every row's cells, or why it is broken. */
export async function cellsOf(name: string, content: string | Uint8Array, options?: ReadingOptions) {
  return (await rowsOf(name, content, options)).map((row) => ('cells' in row ? { ...row.cells } : row.broken));
}

/** The bytes at the beginning of each broken row, by the offset that it reports. */
export async function brokenAt(name: string, content: Buffer, length: number): Promise<Buffer[]> {
  const rows = await rowsOf(name, content, {}, 7);
  return rows.flatMap((row) =>
    'broken' in row && row.offset !== undefined ? [content.subarray(row.offset, row.offset + length)] : [],
  );
}
