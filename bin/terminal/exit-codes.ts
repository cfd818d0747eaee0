/** How a command ends after Ctrl-C: 128 and the signal's number, as shells have it. */
export const EXIT_INTERRUPTED = 130;
