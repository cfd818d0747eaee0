import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readText, type Store, type WriteBody } from '../../../core/store.ts';
import { FaultyBucket } from '../../support/faulty-bucket.ts';
import { type LocalBucket, openBucket } from '../../support/local-bucket.ts';

let opened: LocalBucket<FaultyBucket>;
let bucket: FaultyBucket;
let store: Store;
beforeAll(async () => {
  opened = await openBucket(FaultyBucket.start);
  bucket = opened.server;
  store = opened.store;
});
beforeEach(() => bucket.answerWith(undefined));
afterAll(() => opened.close());

const bytes = new TextEncoder().encode('some text');
const stream = () => ({
  bytes: bytes.length,
  async *open() {
    yield bytes;
  },
});
const BODIES: [string, () => WriteBody][] = [
  ['text', () => 'some text'],
  ['bytes', () => bytes],
  ['a stream', stream],
];

describe('a write', () => {
  test.each(BODIES)('of %s is made again while S3 does not answer', async (name, body) => {
    const key = `again/${name}`;
    bucket.answerWith({ code: 'SlowDown', on: /^PUT/, times: 2 });
    await store.write(key, body());
    expect([await readText(store, key), bucket.fallen]).toEqual(['some text', 2]);
  });

  test.each(BODIES)('of %s on a condition is known as done where only the answer was a fault', async (name, body) => {
    const key = `done/${name}`;
    bucket.answerWith({ code: 'InternalError' });
    const { etag } = await store.write(key, body(), { condition: 'absent' });
    expect(bucket.fallen).toBe(1);
    expect((await store.head(key))?.etag).toBe(etag);
    bucket.answerWith({ code: 'InternalError' });
    const second = await store.write(key, 'other text', { condition: { etag } });
    expect((await store.head(key))?.etag).toBe(second.etag);
  });

  test.each(BODIES)('of %s is refused when somebody else wrote, also after a fault', async (name, body) => {
    const key = `refused/${name}`;
    await store.write(key, 'what somebody else wrote');
    bucket.answerWith({ code: 'SlowDown', on: /^PUT/ });
    await expect(store.write(key, body(), { condition: 'absent' })).rejects.toMatchObject({ name: 'ConditionFailed' });
    expect(await readText(store, key)).toBe('what somebody else wrote');
  });

  test('is refused when the very same bytes are there, and no attempt of its own can have written them', async () => {
    await store.write('same', 'some text');
    const refused = store.write('same', 'some text', { condition: 'absent' });
    await expect(refused).rejects.toMatchObject({ name: 'ConditionFailed' });
  });
});
