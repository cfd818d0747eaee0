import { basename, relative } from 'node:path';
import { COMMANDS } from './commands/all-commands.ts';

/** What tells how a program was called; `process` fits. */
export interface Invocation {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  cwd(): string;
}

/** Scripts of package.json that run the command line. */
const SCRIPTS = ['labelsmith', 'start'];

/**
 * How a person types the command line again, up to the command's name: `npm run -s labelsmith --` in a clone, `npx
 * labelsmith`, `labelsmith` where it is installed, else `node` and the path.
 */
export function calledAs({ argv, cwd, env }: Invocation): string {
  const script = env['npm_lifecycle_event'] ?? '';
  // A script of another name may have called this program in its own way.
  if (SCRIPTS.includes(script) && env['npm_command'] !== 'exec') return 'npm run -s labelsmith --';
  if (script === 'npx') return 'npx labelsmith';
  const path = argv[1] ?? 'labelsmith';
  if (!/\.[cm]?[jt]s$/.test(path)) return basename(path);
  const fromHere = relative(cwd(), path);
  return `node ${quoteForShell(fromHere.startsWith('..') ? path : fromHere)}`;
}

/** A command as it would be typed now, e.g. `npm run -s labelsmith -- follow 2026-11-22-x`; for hints of every kind. */
export const commandLine = (...words: readonly string[]): string =>
  [calledAs(process), ...words.map(quoteForShell)].join(' ');

/** Commands as they stand in messages of the API, which does not know how its clients were called. */
const HINT = new RegExp(`\\blabelsmith (?=(?:${Object.keys(COMMANDS).join('|')})(?![\\w-]))`, 'g');

/** A message of the API with its hints as they would be typed here. */
export const withOwnHints = (message: string): string => message.replace(HINT, () => `${calledAs(process)} `);

/** Characters that no shell reads as anything but themselves. */
const HARMLESS = /^[\p{L}\p{N}_./:=@%+,-]+$/u;

/** A word as POSIX shells read it back. */
export const quoteForShell = (word: string): string =>
  HARMLESS.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
