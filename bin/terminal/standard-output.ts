import { exitCodeOf, FAILED } from './exit-codes.ts';

/**
 * Ends the process when what it prints on stdout cannot be delivered: in silence when the reader has gone (`| head`), with a sentence when
 * e.g. the disk behind it is full. Messages that stderr cannot take are dropped, and the command goes on.
 */
export function endQuietlyWhenNobodyReads(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Not by `exitCode`: the command would go on working, for minutes, for nobody.
    if (error.code === 'EPIPE') process.exit(exitCodeOf('SIGPIPE'));
    stderr.write(`labelsmith: the result could not be printed (${error.code}); files that were written are complete\n`);
    process.exit(FAILED);
  });
  stderr.on('error', () => undefined);
}
