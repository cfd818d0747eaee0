import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readText, type Store } from '../../core/store.ts';
import { createDirectoryStore } from '../../services/directory-store.ts';
import { MemoryStore } from '../support/memory-store.ts';

const directory = () => mkdtempSync(join(tmpdir(), 'labelsmith-store-'));

describe.each<[string, () => Store]>([
  ['a directory', () => createDirectoryStore(directory())],
  ['memory', () => new MemoryStore()],
])('a store in %s', (_name, create) => {
  test('gives back what was written, and nothing for what was not', async () => {
    const store = create();
    await store.write('a/b.txt', 'héllo');
    expect(await readText(store, 'a/b.txt')).toBe('héllo');
    expect([await store.head('a'), await store.read('a/b')]).toEqual([undefined, undefined]);
  });

  test('changes the etag with every write', async () => {
    const store = create();
    const first = await store.write('x', '1');
    const second = await store.write('x', '2');
    expect(first.etag).not.toBe(second.etag);
    expect((await store.head('x'))?.etag).toBe(second.etag);
  });

  test('lets one of twenty create a key, and one of twenty swap it', async () => {
    const store = create();
    const winners = (results: PromiseSettledResult<unknown>[]) =>
      results.filter(({ status }) => status === 'fulfilled').length;
    const twenty = (write: (index: number) => Promise<unknown>) =>
      Promise.allSettled(Array.from({ length: 20 }, (_, index) => write(index)));
    expect(winners(await twenty((index) => store.write('race', `${index}`, { condition: 'absent' })))).toBe(1);
    const { etag = '' } = (await store.head('race')) ?? {};
    expect(winners(await twenty((index) => store.write('race', `swap ${index}`, { condition: { etag } })))).toBe(1);
  });

  test('refuses a swap of what has been removed', async () => {
    const store = create();
    const { etag } = await store.write('x', '1');
    await store.remove('x');
    await expect(store.write('x', '2', { condition: { etag } })).rejects.toMatchObject({ name: 'ConditionFailed' });
    expect(await store.head('x')).toBeUndefined();
  });

  test('removes everything under a prefix, and nothing else', async () => {
    const store = create();
    const keys = ['p/a', 'p/a/b', 'p/c', 'pq', 'q/a'];
    for (const key of [...keys, 'p/a']) await store.write(key, key);
    await store.removeAll('p/');
    await store.removeAll('p/');
    const left: string[] = [];
    for await (const { key } of store.list('')) left.push(key);
    expect(left).toEqual(['pq', 'q/a']);
  });

  test('lists keys by prefix in the order of their bytes, whatever is in them', async () => {
    const store = create();
    const keys = ['p/side', 'p/side/below', 'p/../up', 'p/é ü+%.json', 'p/', 'p//x', 'p/업로드', 'q'];
    for (const key of keys) await store.write(key, key);
    const listed: string[] = [];
    for await (const object of store.list('p/')) listed.push(object.key);
    const expected = keys
      .filter((key) => key.startsWith('p/'))
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(listed).toEqual(expected);
    for (const key of keys) expect(await readText(store, key)).toBe(key);
  });
});

test('a directory holds nothing but objects when writes are over', async () => {
  const path = directory();
  const store = createDirectoryStore(path);
  await store.write('a', '1', { condition: 'absent' });
  await store.write('a', '2', { condition: 'absent' }).catch(() => undefined);
  expect(readdirSync(path)).toEqual(['a=']);
});
