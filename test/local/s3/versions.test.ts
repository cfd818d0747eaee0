import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { BUCKET as Bucket, type Fixture, outcome, startServer } from './start-server.ts';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await startServer({ versioned: true });
});
afterEach(() => fixture.stop());

const put = (Key: string, Body: string) => fixture.client.send(new PutObjectCommand({ Bucket, Key, Body }));
const remove = (Key: string, VersionId?: string) =>
  fixture.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
const text = async (Key: string, VersionId?: string) =>
  (await fixture.client.send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body?.transformToString();
const versions = async (Key: string) => {
  const listed = await fixture.client.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
  return (listed.Versions ?? []).map(({ VersionId }) => VersionId);
};
const suspend = () =>
  fixture.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }));

test('each write has an id of its own and can be read by it', async () => {
  const first = await put('v', '1');
  const second = await put('v', '2');
  expect(first.VersionId).not.toBe(second.VersionId);
  expect(await text('v', first.VersionId)).toBe('1');
  expect(await text('v')).toBe('2');
  expect(await versions('v')).toEqual([second.VersionId, first.VersionId]);
  expect(fixture.created.map(({ object }) => object['version-id'])).toEqual([first.VersionId, second.VersionId]);
});

test('a deletion is a marker, and removing the marker brings the object back', async () => {
  const { VersionId } = await put('v', '1');
  const marker = await remove('v');
  expect(marker.DeleteMarker).toBe(true);
  expect(await outcome(text('v'))).toBe('404 NoSuchKey');
  expect((await fixture.client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  expect(await text('v', VersionId)).toBe('1');
  const head = new HeadObjectCommand({ Bucket, Key: 'v', VersionId: marker.VersionId });
  expect((await outcome(fixture.client.send(head))).startsWith('405')).toBe(true);
  await remove('v', marker.VersionId);
  expect(await text('v')).toBe('1');
});

test('a version that is deleted is gone for good', async () => {
  const first = await put('v', '1');
  const second = await put('v', '2');
  await remove('v', second.VersionId);
  expect(await text('v')).toBe('1');
  await remove('v', first.VersionId);
  expect(await versions('v')).toEqual([]);
  expect(await outcome(text('v', first.VersionId))).toBe('404 NoSuchVersion');
});

test('while versioning is suspended, writes replace the null version and leave the others', async () => {
  const kept = await put('v', '1');
  await suspend();
  await put('v', '2');
  await put('v', '3');
  expect(await text('v')).toBe('3');
  expect(await versions('v')).toEqual(['null', kept.VersionId]);
  await remove('v');
  expect(await versions('v')).toEqual([kept.VersionId]);
  expect(await text('v', kept.VersionId)).toBe('1');
});

test('the bucket says what its versioning is', async () => {
  const status = async () => (await fixture.client.send(new GetBucketVersioningCommand({ Bucket }))).Status;
  expect(await status()).toBe('Enabled');
  await suspend();
  expect(await status()).toBe('Suspended');
});

test('pages of any size together hold every version and marker once, newest first', async () => {
  const written: string[] = [];
  for (const key of ['a', 'b', 'c']) {
    for (const body of ['1', '2']) written.push(`${key} ${(await put(key, body)).VersionId}`);
  }
  written.push(`b ${(await remove('b')).VersionId}`);
  const expected = ['a', 'b', 'c'].flatMap((key) => written.filter((one) => one.startsWith(key)).reverse());
  for (const MaxKeys of [1, 2, 3, 1000]) {
    const seen: string[] = [];
    let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    for (;;) {
      const page = await fixture.client.send(new ListObjectVersionsCommand({ Bucket, MaxKeys, ...marker }));
      const entries = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
      expect(entries.length).toBeLessThanOrEqual(MaxKeys);
      seen.push(...entries.map(({ Key, VersionId }) => `${Key} ${VersionId}`));
      if (!page.IsTruncated) break;
      marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    expect(seen.toSorted()).toEqual(expected.toSorted());
    if (MaxKeys === 1) expect(seen).toEqual(expected);
  }
});
