import { CommandError } from '../command-error.ts';
import { formatBytes } from '../terminal/bytes.ts';
import type { InputFile } from './input-file.ts';

/**
 * Bytes on the disk for each byte of unpacked text: the two outputs, and beside them, until they are written, the rows
 * in the order of their hashes.
 */
const BYTES_PER_BYTE = 2.5;

/** What was going to be written where. */
export interface DiskUse {
  readonly folder: string;
  readonly inputs: readonly InputFile[];
  /** Bytes that were free before, where that is known. */
  readonly free?: number;
}

/** What an error of the disk means for a person; anything else is returned as it is. */
export function explainDiskFailure(error: unknown, { folder, free, inputs }: DiskUse): unknown {
  const code: unknown = Object(error).code;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new CommandError(
      `the disk is full: ${folder} has no room for the dataset; nothing was written`,
      `${describeNeed(inputs)}${free === undefined ? '' : `${formatBytes(free)} were free. `}Make room, or choose a folder on another disk with --out.`,
      { name: 'DiskFull', cause: error },
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new CommandError(`${folder} may not be written to`, 'Choose a folder with --out that you may write to.', {
      name: 'NotAllowed',
      cause: error,
    });
  }
  return error;
}

function describeNeed(inputs: readonly InputFile[]): string {
  const sizes = inputs.map(({ bytes }) => bytes);
  const packed = inputs.some(({ name }) => /\.(gz|tgz|zip|xlsx)$/i.test(name));
  const total = sizes.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
  if (packed || sizes.includes(undefined)) return `About ${BYTES_PER_BYTE} times the unpacked texts are needed. `;
  return `About ${formatBytes(total * BYTES_PER_BYTE)} are needed for ${formatBytes(total)} of texts. `;
}
