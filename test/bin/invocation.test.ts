import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { COMMANDS } from '../../bin/commands/all-commands.ts';
import { calledAs, commandLine, quoteForShell, withOwnHints } from '../../bin/invocation.ts';

const called = (path: string, env: Record<string, string> = {}, cwd = '/home/me/labelsmith') =>
  calledAs({ argv: ['node', path], env, cwd: () => cwd });

test.each([
  ['/home/me/labelsmith/bin/labelsmith.ts', { npm_lifecycle_event: 'labelsmith' }, 'npm run -s labelsmith --'],
  ['/home/me/labelsmith/bin/labelsmith.ts', { npm_lifecycle_event: 'start' }, 'npm run -s labelsmith --'],
  ['/home/me/labelsmith/bin/labelsmith.ts', { npm_lifecycle_event: 'npx', npm_command: 'exec' }, 'npx labelsmith'],
  ['/home/me/labelsmith/bin/labelsmith.ts', { npm_lifecycle_event: 'test' }, 'node bin/labelsmith.ts'],
  ['/home/me/labelsmith/bin/labelsmith.ts', {}, 'node bin/labelsmith.ts'],
  ['/opt/labelsmith/bin/labelsmith.ts', {}, 'node /opt/labelsmith/bin/labelsmith.ts'],
  ['/usr/local/bin/labelsmith', {}, 'labelsmith'],
])('%s with %j is called as %s', (path, env, expected) => {
  expect(called(path, env)).toBe(expected);
});

test('every command that has a file can be called', () => {
  const folder = join(import.meta.dirname, '../../bin/commands');
  const made = readdirSync(folder).flatMap((file) => {
    const [, name] = /^export function (\w+)Command\(\): Command/m.exec(readFileSync(join(folder, file), 'utf8')) ?? [];
    return name ? [name] : [];
  });
  expect(Object.keys(COMMANDS).sort()).toEqual(made.sort());
});

test.each(Object.keys(COMMANDS))('a hint at %s is given as it is typed here', (name) => {
  expect(withOwnHints(`End that first: labelsmith ${name} sports --json`)).toBe(
    `End that first: ${commandLine(name)} sports --json`,
  );
});

test.each(['labelsmith is not for you', 'labelsmith runs-on', 'mylabelsmith run'])('%j is no hint', (message) => {
  expect(withOwnHints(message)).toBe(message);
});

test('a harmless word is not quoted', () => {
  expect(quoteForShell('data/리뷰-1.csv')).toBe('data/리뷰-1.csv');
});

test('a shell reads a quoted word as it was', () => {
  const word = fc.string({ minLength: 1 }).filter((text) => !text.includes('\0') && text.isWellFormed());
  fc.assert(
    fc.property(word, (text) => {
      expect(execFileSync('/bin/sh', ['-c', `printf %s ${quoteForShell(text)}`]).toString()).toBe(text);
    }),
    { numRuns: 30 },
  );
});
