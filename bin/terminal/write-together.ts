import { renameSync } from 'node:fs';
import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT_INTERRUPTED } from './exit-codes.ts';

/**
 * Writes some files into a folder, all of them or none: first under temporary names, then renamed in one go. A failure
 * or Ctrl-C on the way leaves the folder as it was. Files of other names are not touched; what already has one of the
 * names must be a file, and is replaced.
 */
export async function writeTogether(
  folder: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<void> {
  const temporaries = Object.entries(files).map(([name, content]) => ({
    content,
    path: join(folder, name),
    temporary: join(folder, `.${name}.${process.pid}.part`),
  }));
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  let made: string | undefined;
  try {
    made = await mkdir(folder, { recursive: true });
    for (const { content, temporary } of temporaries) {
      await writeFile(temporary, content, { signal: interruption.signal });
    }
    // Synchronous, so that no signal's handler can come between two of them.
    for (const { path, temporary } of temporaries) renameSync(temporary, path);
  } catch (error) {
    await Promise.all(temporaries.map(({ temporary }) => rm(temporary, { force: true })));
    if (made !== undefined) await rmdir(folder).catch(() => undefined);
    if (interruption.signal.aborted) process.exit(EXIT_INTERRUPTED);
    throw error;
  } finally {
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
  }
}
