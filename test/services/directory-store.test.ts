import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createDirectoryStore } from '../../services/directory-store.ts';

const directory = () => mkdtempSync(join(tmpdir(), 'labelsmith-store-'));

test('a directory holds nothing but objects when writes are over', async () => {
  const path = directory();
  const store = createDirectoryStore(path);
  await store.write('a', '1', { condition: 'absent' });
  await store.write('a', '2', { condition: 'absent' }).catch(() => undefined);
  expect(readdirSync(path)).toEqual(['a=']);
});
