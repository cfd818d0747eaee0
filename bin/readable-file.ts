import { constants, type Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CommandError } from './command-error.ts';
import { quoteForShell } from './invocation.ts';

/**
 * What lies at a path: a file, or a named pipe, that may be read. It is not opened.
 * @throws CommandError when there is nothing, a folder, or what may not be read
 */
export async function requireReadable(path: string): Promise<Stats> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new CommandError(`${path} does not exist`, 'Check the name of the file.', { name: 'NotFound' });
  if (found.isDirectory()) throw new CommandError(`${path} is a folder`, packingOf(path));
  await access(path, constants.R_OK).catch((cause) => {
    throw new CommandError(`${path} may not be read`, 'Check your permission to read it.', { cause });
  });
  return found;
}

/**
 * As {@link requireReadable}, and no pipe: what is uploaded has a length.
 * @throws CommandError for anything else
 */
export async function requireFile(path: string): Promise<void> {
  const found = await requireReadable(path);
  if (!found.isFile()) throw new CommandError(`${path} is not a file`, 'Name one file of labelled texts.');
}

function packingOf(folder: string): string {
  const command = `tar -czf ${quoteForShell(`${basename(folder)}.tar.gz`)} -C ${quoteForShell(folder)} .`;
  return `Name one file. A folder of texts for each label can be packed: ${command}`;
}
