import { join } from 'node:path';
import { z } from 'zod';
import type { Command } from '../measure.ts';

/** The command line. */
export const PROGRAM = join(import.meta.dirname, '../../bin/labelsmith.mjs');

/** How much of `labelsmith prepare` is asked for. */
export const AMOUNTS = {
  /** What the removed tool did, and no more. */
  'old checks': ['--check', 'ours=off'],
  /** Everything but the search for mislabelled examples, which trains models. */
  'all but the label audit': ['--check', 'likely-mislabelled=off'],
} as const;
export type Amount = keyof typeof AMOUNTS;

/** `labelsmith prepare` on a file, in the format of the removed tool. */
export function prepareCommand(name: string, args: readonly string[]): Command {
  return { name, program: process.execPath, args: [PROGRAM, 'prepare', ...args, '--format', 'completion', '--json'] };
}

/** What is compared of what the command prints: row numbers of the removed examples, and sizes. */
export const printed = z.object({
  removed: z.record(z.string(), z.array(z.number())),
  train: z.object({ rows: z.number() }),
  validation: z.object({ rows: z.number() }),
});
