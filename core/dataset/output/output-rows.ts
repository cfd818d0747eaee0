import { writeExample } from '../../contract/example-format.ts';
import type { DatasetFormat } from '../../contract/settings.ts';
import type { Example } from '../example.ts';

/** The JSON Lines that a provider trains on: one line an example, every line ended by a line feed. */
export function writeRows(
  examples: readonly Example[],
  format: DatasetFormat,
  answers: ReadonlyMap<string, string>,
): Buffer {
  const lines = examples.map(({ text, label }) => {
    return `${JSON.stringify(writeExample(format, text, answers.get(label) ?? label))}
`;
  });
  return joinLines(lines);
}

/** Lines joined at a time, so that no string comes near V8's longest one (512 MB). */
const LINES_AT_A_TIME = 1000;

function joinLines(lines: readonly string[]): Buffer {
  const parts: Buffer[] = [];
  for (let from = 0; from < lines.length; from += LINES_AT_A_TIME) {
    parts.push(Buffer.from(lines.slice(from, from + LINES_AT_A_TIME).join(''), 'utf8'));
  }
  return Buffer.concat(parts);
}
