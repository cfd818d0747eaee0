import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { compareKeys, SortedKeys } from '../../../local/s3/key-order.ts';
import { listPage } from '../../../local/s3/list-page.ts';
import { BUCKET as Bucket, type Fixture, outcome, startServer } from './start-server.ts';

/** Besides any characters, those on both sides of the surrogates, where UTF-16 has another order than UTF-8. */
const anyKey = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('\ud7ff', '\ue000', '\uffff', '😀'),
  ),
  minLength: 1,
  maxLength: 6,
});
/** Few letters, so that prefixes and delimiters meet. */
const pathKey = fc.string({ unit: fc.constantFrom('a', 'b', '/'), minLength: 1, maxLength: 5 });

test('keys are in the order of their UTF-8 bytes', () => {
  fc.assert(
    fc.property(anyKey, anyKey, (left, right) => {
      expect(Math.sign(compareKeys(left, right))).toBe(Buffer.compare(Buffer.from(left), Buffer.from(right)));
    }),
  );
});

test('a sorted set holds what was added and not deleted, in order', () => {
  const step = fc.record({ key: pathKey, add: fc.boolean() });
  fc.assert(
    fc.property(fc.array(pathKey), fc.array(step), (initial, steps) => {
      const expected = new Set(initial);
      const keys = new SortedKeys(expected);
      for (const { key, add } of steps) {
        if (add) keys.add(key);
        else keys.delete(key);
        if (add) expected.add(key);
        else expected.delete(key);
      }
      const listed: string[] = [];
      for (let key = keys.from(''); key !== undefined; key = keys.after(key)) listed.push(key);
      expect(listed).toEqual([...expected].sort(compareKeys));
    }),
  );
});

test('pages of any size together are the listing: each key or common prefix once, in order', () => {
  const listing = fc.record({
    keys: fc.uniqueArray(pathKey, { maxLength: 30 }),
    prefix: fc.string({ unit: fc.constantFrom('a', '/'), maxLength: 2 }),
    delimiter: fc.constantFrom('', '/', 'b'),
    limit: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(listing, ({ keys, prefix, delimiter, limit }) => {
      const isListed = (key: string) => !key.endsWith('bb');
      const rolledUp = (key: string) => {
        const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
        return end === -1 ? key : `${key.slice(0, end + delimiter.length)} ...`;
      };
      const visible = keys.filter((key) => isListed(key) && key.startsWith(prefix)).sort(compareKeys);
      const expected = [...new Set(visible.map(rolledUp))];
      const seen: string[] = [];
      let after: string | undefined = '';
      while (after !== undefined) {
        const page = listPage(new SortedKeys(keys), { prefix, delimiter, after, limit }, isListed);
        expect(page.keys.length + page.commonPrefixes.length).toBeLessThanOrEqual(limit);
        const rolled = page.commonPrefixes.map((commonPrefix) => `${commonPrefix} ...`);
        seen.push(...[...page.keys, ...rolled].sort((left, right) => expected.indexOf(left) - expected.indexOf(right)));
        after = page.next;
      }
      expect(seen).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

describe('over the wire', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await startServer();
    for (const Key of ['a', 'l/0/k', 'l/1/k', 'l/2', 'l/3/k', 'z']) {
      await fixture.client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    }
  });
  afterAll(() => fixture.stop());

  test('a folder is listed with its keys and the folders in it', async () => {
    const input = { Bucket, Prefix: 'l/', Delimiter: '/' };
    const listed = await fixture.client.send(new ListObjectsV2Command(input));
    expect(listed.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['l/0/', 'l/1/', 'l/3/']);
    expect(listed.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([['l/2', 1]]);
    expect(listed).toMatchObject({ KeyCount: 4, IsTruncated: false, Name: Bucket });
  });

  test('both versions of the operation go through their pages', async () => {
    const second: unknown[] = [];
    let token: string | undefined;
    do {
      const page = await fixture.client.send(
        new ListObjectsV2Command({ Bucket, MaxKeys: 2, ContinuationToken: token }),
      );
      second.push(...(page.Contents ?? []).map(({ Key }) => Key));
      token = page.NextContinuationToken;
    } while (token);
    const first: unknown[] = [];
    let marker: string | undefined;
    do {
      const page = await fixture.client.send(new ListObjectsCommand({ Bucket, MaxKeys: 2, Marker: marker }));
      first.push(...(page.Contents ?? []).map(({ Key }) => Key));
      marker = page.NextMarker;
    } while (marker);
    expect(second).toEqual(['a', 'l/0/k', 'l/1/k', 'l/2', 'l/3/k', 'z']);
    expect(first).toEqual(second);
  });

  test('a listing may start after a key, or ask for nothing', async () => {
    const after = await fixture.client.send(new ListObjectsV2Command({ Bucket, StartAfter: 'l/2' }));
    expect(after.Contents?.map(({ Key }) => Key)).toEqual(['l/3/k', 'z']);
    const none = await fixture.client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }));
    expect(none).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  test('buckets are made once, found, listed, and removed when they are empty', async () => {
    const other = { Bucket: 'another-bucket' };
    await fixture.client.send(new CreateBucketCommand(other));
    expect(await outcome(fixture.client.send(new CreateBucketCommand(other)))).toBe('409 BucketAlreadyOwnedByYou');
    const { Buckets } = await fixture.client.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual(['another-bucket', Bucket]);
    expect(await outcome(fixture.client.send(new HeadBucketCommand(other)))).toBe('accepted');
    expect((await fixture.client.send(new GetBucketLocationCommand(other))).LocationConstraint).toBeUndefined();
    expect(await outcome(fixture.client.send(new DeleteBucketCommand({ Bucket })))).toBe('409 BucketNotEmpty');
    await fixture.client.send(new DeleteBucketCommand(other));
    expect(await outcome(fixture.client.send(new HeadBucketCommand(other)))).toMatch(/^404/);
  });

  test.each(['ab', 'Upper', 'dots..twice', 'under_score', `${'x'.repeat(64)}`])(
    'a bucket cannot be named %s',
    async (name) => {
      await expect(fixture.server.createBucket(name, { versioned: false })).rejects.toMatchObject({
        code: 'InvalidBucketName',
      });
    },
  );
});
