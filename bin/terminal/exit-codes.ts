/** How every command ends: with 0 when it did what it was asked. */
export const EXIT_FAILED = 1;
/** The command line itself was wrong: an unknown option, a missing argument, a value out of bounds. */
export const EXIT_USAGE = 2;
/** Ended by Ctrl-C: 128 and the signal's number, as shells have it. */
export const EXIT_INTERRUPTED = 130;
