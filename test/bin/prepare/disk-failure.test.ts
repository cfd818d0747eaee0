import { expect, test } from '@jest/globals';
import { explainDiskFailure } from '../../../bin/prepare/disk-failure.ts';
import { InputFile } from '../../../bin/prepare/input-file.ts';

const failure = (code: string) => Object.assign(new Error('write'), { code });
const pipe = new InputFile('-', 'rows.csv');

test('a full disk names the folder, what was free and what to do', () => {
  expect(explainDiskFailure(failure('ENOSPC'), { folder: 'out', inputs: [pipe], free: 1_000_000 })).toMatchObject({
    name: 'DiskFull',
    message: expect.stringContaining('out has no room'),
    remedy: expect.stringMatching(/unpacked texts are needed\. 1\.0 MB were free\. .*--out/),
  });
});

test('a folder that may not be written to is named', () => {
  expect(explainDiskFailure(failure('EACCES'), { folder: 'out', inputs: [] })).toMatchObject({ name: 'NotAllowed' });
});

test('any other failure stays what it is', () => {
  const other = failure('EIO');
  expect(explainDiskFailure(other, { folder: 'out', inputs: [] })).toBe(other);
});
