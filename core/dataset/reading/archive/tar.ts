import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { isLabelsmithError } from '../../../errors.ts';
import type { Bytes } from '../bytes.ts';
import { type ArchiveEntry, damaged, MOST_ENTRIES, tooManyEntries } from './archive-entry.ts';

/**
 * The entries of a tar archive, which is read as a stream.
 * @throws LabelsmithError `UnusableSource` when it is damaged or has too many entries
 */
export async function* readTar(file: string, bytes: Bytes): AsyncGenerator<ArchiveEntry> {
  const unpacked = extract();
  let failure: unknown;
  const fed = pipeline(Readable.from(bytes, { objectMode: false }), unpacked).catch((error: unknown) => {
    failure = error;
  });
  let entries = 0;
  try {
    for await (const entry of unpacked) {
      entries += 1;
      if (entries > MOST_ENTRIES) throw tooManyEntries(file);
      const { name, type } = entry.header;
      const kind = type === 'file' || type === 'contiguous-file' ? 'file' : type === 'directory' ? 'folder' : 'other';
      const chunks = entry[Symbol.asyncIterator]();
      yield { path: name, kind, content: () => readOn(chunks) };
      // The archive goes on behind the content only.
      while (!(await chunks.next()).done);
    }
  } catch (error) {
    await fed;
    // What goes wrong before the archive, e.g. in its compression, says more than that the archive ended.
    const first = failure ?? error;
    throw isLabelsmithError(first) ? first : isLabelsmithError(error) ? error : damaged(file, first);
  } finally {
    unpacked.destroy();
    await fed;
  }
}

/** To end a loop over the entry's own stream early would destroy the archive's. */
async function* readOn(chunks: AsyncIterator<unknown>): Bytes {
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    if (next.value instanceof Uint8Array) yield next.value;
  }
}
