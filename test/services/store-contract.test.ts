import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readText, type Store } from '../../core/store.ts';
import { createDirectoryStore } from '../../services/directory-store.ts';
import { openBucket } from '../support/local-bucket.ts';
import { MemoryStore } from '../support/memory-store.ts';

const closing: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

async function onS3(): Promise<Store> {
  const { store, close } = await openBucket();
  closing.push(close);
  return store;
}

describe.each<[string, () => Store | Promise<Store>]>([
  ['a directory', () => createDirectoryStore(mkdtempSync(join(tmpdir(), 'labelsmith-store-')))],
  ['memory', () => new MemoryStore()],
  ['S3', onS3],
])('a store in %s', (_name, create) => {
  test('gives back what was written, and nothing for what was not', async () => {
    const store = await create();
    await store.write('a/b.txt', 'héllo');
    expect(await readText(store, 'a/b.txt')).toBe('héllo');
    expect([await store.head('a'), await store.read('a/b')]).toEqual([undefined, undefined]);
  });

  test('changes the etag with every write', async () => {
    const store = await create();
    const first = await store.write('x', '1');
    const second = await store.write('x', '2');
    expect(first.etag).not.toBe(second.etag);
    expect((await store.head('x'))?.etag).toBe(second.etag);
  });

  test('lets one of twenty create a key, and one of twenty swap it', async () => {
    const store = await create();
    const winners = (results: PromiseSettledResult<unknown>[]) =>
      results.filter(({ status }) => status === 'fulfilled').length;
    const twenty = (write: (index: number) => Promise<unknown>) =>
      Promise.allSettled(Array.from({ length: 20 }, (_, index) => write(index)));
    expect(winners(await twenty((index) => store.write('race', `${index}`, { condition: 'absent' })))).toBe(1);
    const { etag = '' } = (await store.head('race')) ?? {};
    expect(winners(await twenty((index) => store.write('race', `swap ${index}`, { condition: { etag } })))).toBe(1);
  });

  test('refuses a swap of what has been removed', async () => {
    const store = await create();
    const { etag } = await store.write('x', '1');
    await store.remove('x');
    await expect(store.write('x', '2', { condition: { etag } })).rejects.toMatchObject({ name: 'ConditionFailed' });
    expect(await store.head('x')).toBeUndefined();
  });

  test('removes an object only while it is the one that was read, where that is asked', async () => {
    const store = await create();
    const { etag } = await store.write('x', '1');
    const second = await store.write('x', '2');
    const refused = { name: 'ConditionFailed', key: 'x' };
    await expect(store.remove('x', { etag })).rejects.toMatchObject(refused);
    expect(await readText(store, 'x')).toBe('2');
    await store.remove('x', second);
    expect(await store.head('x')).toBeUndefined();
    await expect(store.remove('x', second)).rejects.toMatchObject(refused);
    await expect(store.remove('never/there', second)).rejects.toMatchObject({ name: 'ConditionFailed' });
  });

  test('removes everything under a prefix, and nothing else', async () => {
    const store = await create();
    const keys = ['p/a', 'p/a/b', 'p/c', 'pq', 'q/a'];
    for (const key of [...keys, 'p/a']) await store.write(key, key);
    await store.removeAll('p/');
    await store.removeAll('p/');
    const left: string[] = [];
    for await (const { key } of store.list('')) left.push(key);
    expect(left).toEqual(['pq', 'q/a']);
  });

  test('removes all objects under a prefix but one', async () => {
    const store = await create();
    for (const key of ['p/a', 'p/b', 'p/b', 'p/b/c', 'p/c', 'q/b']) await store.write(key, key);
    await store.removeAll('p/', { but: 'p/b' });
    const left: string[] = [];
    for await (const { key } of store.list('')) left.push(key);
    expect(left).toEqual(['p/b', 'q/b']);
  });

  test('lists keys by prefix in the order of their bytes, whatever is in them', async () => {
    const store = await create();
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

  test('tells of folders once each, in the order of their bytes, whatever is in them and beside them', async () => {
    const store = await create();
    const keys = ['p', 'p/', 'p/file', 'p/a/1', 'p/a/2/3', 'p/a-b/1', 'p/업/1', 'p/é+%/1', 'p//x', 'p/../up', 'q/c/1'];
    for (const key of keys) await store.write(key, key);
    const folders = (prefix: string) => Array.fromAsync(store.folders(prefix));
    expect(await folders('p/')).toEqual(['p/../', 'p//', 'p/a-b/', 'p/a/', 'p/é+%/', 'p/업/']);
    expect(await folders('p/a')).toEqual(['p/a-b/', 'p/a/']);
    expect(await folders('')).toEqual(['p/', 'q/']);
    expect(await folders('nothing/')).toEqual([]);
    await store.remove('q/c/1');
    expect(await folders('')).toEqual(['p/']);
  });
});
