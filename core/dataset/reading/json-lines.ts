import { decodeUtf8 } from './lines.ts';
import { type Cells, isCells, NOT_UTF8 } from './source-row.ts';

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
