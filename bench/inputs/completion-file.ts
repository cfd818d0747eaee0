import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { LabelledText } from './data-sets.ts';

/** What a file that was written holds. */
export interface WrittenFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

/** Characters that a numbered copy keeps of its text. */
const KEPT_CHARACTERS = 4_000;

/** Lines are handed to the disk in pieces of about a megabyte. */
const PIECE_CHARACTERS = 1_000_000;

/** Writes texts as JSON Lines of a prompt and a completion, as fine-tuning took them in 2023. */
export async function writeCompletionFile(path: string, texts: Iterable<LabelledText>): Promise<WrittenFile> {
  let rows = 0;
  let bytes = 0;
  function* pieces() {
    let piece = '';
    for (const text of texts) {
      const line = lineOf(text);
      rows += 1;
      bytes += Buffer.byteLength(line);
      piece += line;
      if (piece.length < PIECE_CHARACTERS) continue;
      yield piece;
      piece = '';
    }
    if (piece) yield piece;
  }
  await pipeline(Readable.from(pieces()), createWriteStream(path));
  return { path, rows, bytes };
}

const lineOf = ({ text, label }: LabelledText) => `${JSON.stringify({ prompt: text, completion: label })}\n`;

/**
 * A set over and over until its texts add up to so many bytes of JSON Lines: every text cut to its first 4,000
 * characters, and numbered in front by its copy, so that no two are equal.
 */
export function* numberedCopies(texts: readonly LabelledText[], size: CopiesSize): Generator<LabelledText> {
  let bytes = 0;
  for (let copy = 0; copy < (size.copies ?? Number.POSITIVE_INFINITY); copy++) {
    for (const { text, label } of texts) {
      const numbered = { text: `${copy}: ${text.slice(0, KEPT_CHARACTERS)}`, label };
      yield numbered;
      bytes += Buffer.byteLength(lineOf(numbered));
      if (bytes >= (size.bytes ?? Number.POSITIVE_INFINITY)) return;
    }
  }
}

/** How much to make: whole copies, or about so many bytes, whichever is reached first. One of them must be given. */
export type CopiesSize =
  | { readonly copies: number; readonly bytes?: number }
  | { readonly bytes: number; readonly copies?: undefined };
