import { exitCodeOf } from '../terminal/exit-codes.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Watches for Ctrl-C and its like, which end the process when nothing half-done is left behind. */
export interface Interruption {
  /** From now on a signal has to wait: what goes on is done in a moment and must not be done by half. */
  hold(): void;
  /** Stops watching. A signal that had to wait ends the process now. */
  release(): void;
}

/** @param tidy removes what is half-done, without waiting for anything */
export function onInterruption(tidy: () => void): Interruption {
  let held = false;
  let waiting: (typeof SIGNALS)[number] | undefined;
  const end = (signal: (typeof SIGNALS)[number]) => {
    waiting = signal;
    if (held) return;
    // Whatever was under way in another thread may have made a file since.
    process.once('exit', tidy);
    tidy();
    process.stderr.write('labelsmith: stopped; nothing was written\n');
    // Whoever listens to a signal has to end the process: threads and streams under way would go on.
    process.exit(exitCodeOf(signal));
  };
  for (const signal of SIGNALS) process.on(signal, end);
  return {
    hold() {
      held = true;
    },
    release() {
      for (const signal of SIGNALS) process.removeListener(signal, end);
      if (waiting) process.exit(exitCodeOf(waiting));
    },
  };
}
