import { access, constants, stat } from 'node:fs/promises';
import { CommandError } from '../command-error.ts';

/** @throws CommandError unless the path is a file that may be read */
export async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new CommandError(`${path} does not exist`, 'Check the name of the file.', { name: 'NotFound' });
  if (!found.isFile()) throw new CommandError(`${path} is not a file`, 'Name one file of labelled texts.');
  await access(path, constants.R_OK).catch(() => {
    throw new CommandError(`${path} may not be read`, 'Check your permission to read it.');
  });
}
