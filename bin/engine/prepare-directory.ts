import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommandError } from '../command-error.ts';
import { WRONG_USAGE } from '../terminal/exit-codes.ts';

/**
 * Makes the directory that an engine keeps everything in, unless it is there.
 * @returns its absolute path
 * @throws CommandError when it is no directory, or may not be written to: every request would fail
 */
export async function prepareDirectory(directory: string): Promise<string> {
  const path = resolve(directory);
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return path;
  } catch (cause) {
    throw new CommandError(
      `${directory} cannot be used: expected a directory that may be read and written`,
      'Choose another one with --dir DIR.',
      { name: 'WrongUsage', exitCode: WRONG_USAGE, cause },
    );
  }
}
