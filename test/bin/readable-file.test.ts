import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { requireFile, requireReadable } from '../../bin/readable-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'labelsmith-readable-'));
const at = (name: string) => join(folder, name);
writeFileSync(at('mails.csv'), 'text,label\n');
mkdirSync(at('my mails'));
execFileSync('mkfifo', [at('pipe')]);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a file that is about to be read', () => {
  test('may be a pipe, unless it is uploaded', async () => {
    expect((await requireReadable(at('mails.csv'))).isFile()).toBe(true);
    expect((await requireReadable(at('pipe'))).isFIFO()).toBe(true);
    await requireFile(at('mails.csv'));
    await expect(requireFile(at('pipe'))).rejects.toMatchObject({ message: `${at('pipe')} is not a file` });
  });

  test.each([
    ['nothing', 'none.csv', { name: 'NotFound', message: `${at('none.csv')} does not exist` }],
    [
      'a folder, which can be packed',
      'my mails',
      {
        message: `${at('my mails')} is a folder`,
        remedy: expect.stringContaining(`tar -czf 'my mails.tar.gz' -C '${at('my mails')}' .`),
      },
    ],
  ])('is not %s', async (_, name, refusal) => {
    await expect(requireReadable(at(name))).rejects.toMatchObject(refusal);
    await expect(requireFile(at(name))).rejects.toMatchObject(refusal);
  });
});
