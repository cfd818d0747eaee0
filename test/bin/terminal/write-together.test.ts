import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { writeTogether } from '../../../bin/terminal/write-together.ts';

const folder = mkdtempSync(join(tmpdir(), 'labelsmith-write-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('files are written into a folder that is made for them', async () => {
  const made = join(folder, 'a/b');
  await writeTogether(made, { 'one.txt': 'one', 'two.bin': Uint8Array.of(2) });
  expect(readdirSync(made).sort()).toEqual(['one.txt', 'two.bin']);
  expect(readFileSync(join(made, 'one.txt'), 'utf8')).toBe('one');
});

test('a failure leaves the earlier files and no temporary ones', async () => {
  const there = join(folder, 'there');
  mkdirSync(join(there, 'two.txt'), { recursive: true });
  await expect(writeTogether(there, { 'two.txt': 'new' })).rejects.toThrow();
  expect(readdirSync(there)).toEqual(['two.txt']);
});

test('Ctrl-C while writing leaves the folder as it was', async () => {
  const out = join(folder, 'interrupted');
  const module = join(import.meta.dirname, '../../../bin/terminal/write-together.ts');
  // The signal comes in the turn after the call, long before two files of 100 MB are written.
  const script = `
    import { writeTogether } from ${JSON.stringify(module)};
    setImmediate(() => process.kill(process.pid, 'SIGINT'));
    await writeTogether(${JSON.stringify(out)}, { a: Buffer.alloc(1e8), b: Buffer.alloc(1e8) });`;
  const code = await new Promise((end) => {
    execFile(process.execPath, ['--input-type=module', '-e', script], (error) =>
      end(error?.signal ?? error?.code ?? 0),
    );
  });
  expect(code).toBe(130);
  expect(readdirSync(folder)).not.toContain('interrupted');
});
