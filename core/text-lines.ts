import type { ReadableStore, StreamBody } from './store.ts';

/** Characters that are turned into bytes at a time. */
const USUAL_PIECE = 256 * 1024;

/**
 * The lines of an object of UTF-8 text, without their line feeds, or nothing where there is no object. One after the other:
 * all together may be longer than the longest string there can be (512 MB in V8). A last line needs no line feed.
 */
export async function* readLines(store: ReadableStore, key: string): AsyncGenerator<string> {
  const found = await store.read(key);
  const decoder = new TextDecoder();
  let begun = '';
  for await (const chunk of found?.body ?? []) {
    const lines = (begun + decoder.decode(chunk, { stream: true })).split('\n');
    begun = lines.pop() ?? '';
    yield* lines;
  }
  const last = begun + decoder.decode();
  if (last !== '') yield last;
}

/**
 * Lines as a store writes them, made while they are sent: only a piece of them is in memory at a time.
 * @param bytes what all lines have in UTF-8, line feeds included
 * @param open the lines with their line feeds, the same each time: another attempt begins anew
 * @param piece characters that are sent at a time at least, the last ones apart. @default 256 KiB
 */
export function linesBody(bytes: number, open: () => Iterable<string>, piece = USUAL_PIECE): StreamBody {
  return {
    bytes,
    async *open() {
      let gathered = '';
      for (const line of open()) {
        gathered += line;
        if (gathered.length < piece) continue;
        yield Buffer.from(gathered);
        gathered = '';
      }
      if (gathered !== '') yield Buffer.from(gathered);
    },
  };
}
