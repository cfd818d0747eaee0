import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { lockDirectory } from '../../local/directory-lock.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** The id of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--eval', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid ?? 0;
}

test('a directory belongs to one at a time', async () => {
  const release = lockDirectory(directory);
  expect(() => lockDirectory(directory)).toThrow(/in use by process/);
  release();
  lockDirectory(directory)();
  expect(await readdir(directory)).toEqual([]);
});

test('the lock of another living process is respected', async () => {
  await writeFile(join(directory, 'lock'), `${process.ppid}\n`);
  expect(() => lockDirectory(directory)).toThrow(`in use by process ${process.ppid}`);
  expect(await readFile(join(directory, 'lock'), 'utf8')).toBe(`${process.ppid}\n`);
});

test.each([
  ['of a process that has ended', deadProcess],
  ['with the id of this process, which never took it', async () => process.pid],
  ['that says nothing', async () => 'nothing'],
])('a lock %s is taken over', async (_, owner) => {
  await writeFile(join(directory, 'lock'), String(await owner()));
  const release = lockDirectory(directory);
  expect(await readFile(join(directory, 'lock'), 'utf8')).toBe(`${process.pid}\n`);
  release();
});
