import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { calledAs, quoteForShell } from '../../bin/invocation.ts';

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
