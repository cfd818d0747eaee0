import { constants } from 'node:os';

/** The command did not do what was asked; stderr says why. */
export const FAILED = 1;
/** The command was not understood. */
export const WRONG_USAGE = 2;

/** Shells give what a signal ended this much and the signal's number. */
const ENDED_BY_SIGNAL = 128;

/** How a command ends after a signal, e.g. 130 after Ctrl-C. */
export const exitCodeOf = (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGPIPE') =>
  ENDED_BY_SIGNAL + constants.signals[signal];
