import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TYPE = 'application/jsonl';

/**
 * Lends a stream as a file that can be sent, and sent again: it lies on this machine's disk meanwhile, since in memory a
 * multipart request takes six times its size.
 */
export async function withSpooledFile<T>(
  name: string,
  content: AsyncIterable<Uint8Array>,
  use: (file: File) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'labelsmith-upload-'));
  try {
    const path = join(folder, 'content');
    await writeFile(path, content, { mode: 0o600 });
    return await use(new File([await openAsBlob(path, { type: TYPE })], name, { type: TYPE }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
