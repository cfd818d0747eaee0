/** How a command ends after Ctrl-C: 128 and the signal's number, as shells have it. */
export const EXIT_INTERRUPTED = 130;
/** The command did not do what was asked; stderr says why. */
export const FAILED = 1;
/** The command was not understood. */
export const WRONG_USAGE = 2;
