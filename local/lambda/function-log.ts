import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';

/** A function's log file: what its workers print, as they print it, and what ended them. Nothing goes to the terminal. */
export interface FunctionLog {
  /** Copies everything that the stream gives, until it ends. */
  follow(output: Readable): void;
  /** Writes one JSON line, with the time. */
  write(entry: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
}

/** Appends to the file, and makes its directory when there is none. A log that cannot be written stops nobody. */
export function openFunctionLog(path: string): FunctionLog {
  mkdirSync(dirname(path), { recursive: true });
  const file = createWriteStream(path, { flags: 'a' });
  let usable = true;
  file.on('error', () => {
    usable = false;
  });
  return {
    follow: (output) => {
      output.on('data', (chunk) => usable && file.write(chunk));
    },
    write: (entry) => {
      if (usable) file.write(`${JSON.stringify({ timestamp: new Date().toISOString(), ...entry })}\n`);
    },
    close: () => {
      usable = false;
      return new Promise((resolve) => {
        file.end(() => resolve());
        file.once('error', () => resolve());
      });
    },
  };
}
