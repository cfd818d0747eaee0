import { z } from 'zod';
import { PROMPT_SEPARATOR } from '../contract/example-format.ts';

/** How many texts have at most `upTo` characters, and more than the class before. */
export interface LengthClass {
  readonly upTo: number;
  readonly texts: number;
}

const chatLine = z.object({ messages: z.array(z.object({ content: z.string() })).min(1) });
const completionLine = z.object({ prompt: z.string() });
const line = z.union([chatLine, completionLine]);

/** Upper bounds of the classes: 1, 2 and 5 times the powers of ten, close enough together for every kind of text. */
const BOUNDS = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, Number.POSITIVE_INFINITY];

/**
 * The distribution of the texts' lengths in characters (UTF-16 units) over a dataset's files, from the shortest class that
 * has a text to the longest one.
 */
export function countTextLengths(files: readonly Uint8Array[]): LengthClass[] {
  const counts = BOUNDS.map(() => 0);
  for (const file of files) {
    for (const length of textLengths(file)) {
      const index = BOUNDS.findIndex((bound) => length <= bound);
      counts[index] = (counts[index] ?? 0) + 1;
    }
  }
  const first = counts.findIndex((count) => count > 0);
  const last = counts.findLastIndex((count) => count > 0);
  return BOUNDS.map((upTo, index) => ({ upTo, texts: counts[index] ?? 0 })).slice(first, last + 1);
}

function* textLengths(file: Uint8Array): Generator<number> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  for (let from = 0, end = bytes.indexOf('\n'); end !== -1; from = end + 1, end = bytes.indexOf('\n', from)) {
    const row = line.parse(JSON.parse(bytes.toString('utf8', from, end)));
    yield 'prompt' in row ? row.prompt.length - PROMPT_SEPARATOR.length : (row.messages[0]?.content.length ?? 0);
  }
}
