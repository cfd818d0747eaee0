import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BUCKET as Bucket, type Fixture, outcome, startServer } from './start-server.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startServer();
});
afterAll(async () => {
  await fixture.stop();
  expect(fixture.failures).toEqual([]);
});

const put = (Key: string, Body: string | Buffer | Readable, more: Partial<PutObjectCommandInput> = {}) =>
  fixture.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const read = async (Key: string) => {
  const got = await fixture.client.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await got.Body?.transformToByteArray()) ?? []);
};

describe('what is written', () => {
  test('comes back with its type, its metadata and its headers', async () => {
    await put('described', 'hello', {
      ContentType: 'text/csv',
      CacheControl: 'no-store',
      ContentDisposition: 'attachment; filename="a.csv"',
      Metadata: { 'run-id': 'r1' },
    });
    const got = await fixture.client.send(new GetObjectCommand({ Bucket, Key: 'described' }));
    expect(await got.Body?.transformToString()).toBe('hello');
    expect(got).toMatchObject({
      ContentType: 'text/csv',
      CacheControl: 'no-store',
      ContentDisposition: 'attachment; filename="a.csv"',
      Metadata: { 'run-id': 'r1' },
      ContentLength: 5,
    });
  });

  test('has its MD5 as ETag, in quotes', async () => {
    const { ETag } = await put('etag', 'hello');
    expect(ETag).toBe(`"${createHash('md5').update('hello').digest('hex')}"`);
  });

  test('may be empty', async () => {
    await put('empty', Buffer.alloc(0));
    expect((await read('empty')).length).toBe(0);
  });

  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'is streamed in chunks, with a %s trailer that is verified, kept and sent back',
    async (ChecksumAlgorithm) => {
      const bytes = randomBytes(200_000);
      const Key = `streamed-${ChecksumAlgorithm}`;
      const Body = Readable.from([bytes.subarray(0, 70_001), bytes.subarray(70_001)]);
      await put(Key, Body, { ContentLength: bytes.length, ChecksumAlgorithm, ContentEncoding: 'gzip' });
      // The SDK verifies the checksum of what it reads.
      expect((await read(Key)).equals(bytes)).toBe(true);
      const head = await fixture.client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
      expect(head[`Checksum${ChecksumAlgorithm}`]).toBeDefined();
      expect(head.ContentEncoding).toBe('gzip');
    },
  );

  test.each([
    ['a wrong CRC-32', { ChecksumCRC32: 'AAAAAA==' }, '400 BadDigest'],
    ['a wrong SHA-256', { ChecksumSHA256: createHash('sha256').update('other').digest('base64') }, '400 BadDigest'],
    ['a wrong Content-MD5', { ContentMD5: createHash('md5').update('other').digest('base64') }, '400 BadDigest'],
    ['a Content-MD5 that is none', { ContentMD5: 'AAAA' }, '400 InvalidDigest'],
    ['tags, which are not kept here', { Tagging: 'a=b' }, '501 NotImplemented'],
    ['too much metadata', { Metadata: { a: 'x'.repeat(2048) } }, '400 MetadataTooLarge'],
  ])('is refused with %s, and nothing is left of it', async (_, more, expected) => {
    expect(await outcome(put('refused', 'hello', more))).toBe(expected);
    expect(await outcome(read('refused'))).toBe('404 NoSuchKey');
  });

  test('is told of, with the key as it is', async () => {
    const Key = 'uploads/야구 하키+1.csv';
    const { ETag } = await put(Key, 'a,b');
    expect(fixture.created.at(-1)).toMatchObject({
      version: '0',
      bucket: { name: Bucket },
      object: {
        key: Key,
        size: 3,
        etag: ETag?.replaceAll('"', ''),
        sequencer: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
      requester: 'test-key-id',
      'source-ip-address': '127.0.0.1',
      reason: 'PutObject',
    });
  });
});

test.each([
  ['a space, an accent, a plus sign, brackets', 'dir é/ü key+1 (a).json'],
  ['Korean', '업로드/야구 하키.csv'],
  ['an emoji', '😀/🏒'],
  ['what steers out of a folder', '../../escape'],
  ['folders that mean nothing', 'a/./b//c/../d/'],
  ['quotes, an ampersand, angle brackets', `<a href="x">&amp;'b'</a>`],
  ['controls and a carriage return', 'a\rb\u0001c\td\ne'],
  ['percent signs', '100%/%41/%zz'],
  ['the names of things in JavaScript', '__proto__/constructor'],
  ['1,024 bytes', `long/${'k'.repeat(1019)}`],
])('a key may hold %s', async (_, Key) => {
  await put(Key, 'u');
  expect((await read(Key)).toString()).toBe('u');
  // `EncodingType` is what S3 offers for keys that XML has no way to write.
  const listed = await fixture.client.send(new ListObjectsV2Command({ Bucket, Prefix: Key, EncodingType: 'url' }));
  expect(listed.Contents?.map((object) => decodeURIComponent(object.Key ?? ''))).toEqual([Key]);
});

test('a key of 1,025 bytes is refused', async () => {
  expect(await outcome(put('k'.repeat(1025), 'x'))).toBe('400 KeyTooLongError');
});

test('a key and keys below it live side by side', async () => {
  const keys = ['side', 'side/below', 'side/below/more'];
  for (const key of keys) await put(key, key);
  for (const key of keys) expect((await read(key)).toString()).toBe(key);
});

describe('a copy', () => {
  test('has the bytes and the description of its source', async () => {
    await put('source é', 'hello', { ContentType: 'text/plain', Metadata: { a: 'b' } });
    const CopySource = `${Bucket}/${encodeURIComponent('source é')}`;
    await fixture.client.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
    expect((await read('copy')).toString()).toBe('hello');
    const head = await fixture.client.send(new HeadObjectCommand({ Bucket, Key: 'copy' }));
    expect(head).toMatchObject({ ContentType: 'text/plain', Metadata: { a: 'b' } });
    expect(fixture.created.at(-1)?.reason).toBe('CopyObject');
  });

  test('has another description where that is asked for, even onto itself', async () => {
    await put('self', 'hello', { Metadata: { a: 'b' } });
    const onto = { Bucket, Key: 'self', CopySource: `${Bucket}/self` };
    expect(await outcome(fixture.client.send(new CopyObjectCommand(onto)))).toBe('400 InvalidRequest');
    await fixture.client.send(new CopyObjectCommand({ ...onto, MetadataDirective: 'REPLACE', Metadata: { c: 'd' } }));
    const head = await fixture.client.send(new HeadObjectCommand({ Bucket, Key: 'self' }));
    expect(head.Metadata).toEqual({ c: 'd' });
  });

  test('is refused when its source is missing, or is not what it was', async () => {
    const copy = (more: object) =>
      outcome(fixture.client.send(new CopyObjectCommand({ Bucket, Key: 'no', CopySource: `${Bucket}/self`, ...more })));
    expect(await copy({ CopySource: `${Bucket}/nothing` })).toBe('404 NoSuchKey');
    expect(await copy({ CopySourceIfMatch: '"deadbeef"' })).toBe('412 PreconditionFailed');
  });
});

describe('a deletion', () => {
  test('removes the object, and removing what is not there is no error', async () => {
    await put('gone', 'x');
    for (let time = 0; time < 2; time += 1) {
      const deletion = fixture.client.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
      expect(await outcome(deletion)).toBe('accepted');
      expect(await outcome(read('gone'))).toBe('404 NoSuchKey');
    }
  });

  test('takes many keys at once', async () => {
    const keys = ['many/ leading space', 'many/<tag>&amp;', 'many/missing'];
    for (const key of keys.slice(0, 2)) await put(key, 'x');
    const Delete = { Objects: keys.map((Key) => ({ Key })) };
    const answer = await fixture.client.send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect(answer.Deleted?.map(({ Key }) => Key)).toEqual(keys);
    const left = await fixture.client.send(new ListObjectsV2Command({ Bucket, Prefix: 'many/' }));
    expect(left.KeyCount).toBe(0);
  });
});

test('a reader of an object that is replaced meanwhile gets the old one to its end', async () => {
  const old = randomBytes(8 * 2 ** 20);
  await put('replaced', old);
  const got = await fixture.client.send(new GetObjectCommand({ Bucket, Key: 'replaced' }));
  await put('replaced', 'new');
  expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(old)).toBe(true);
});

test('two hundred small writes, twenty at a time, all arrive', async () => {
  const keys = Array.from({ length: 200 }, (_, index) => `small/${String(index).padStart(3, '0')}`);
  const waiting = keys.values();
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      for (const key of waiting) await put(key, key);
    }),
  );
  const listed = await fixture.client.send(new ListObjectsV2Command({ Bucket, Prefix: 'small/' }));
  expect(listed.Contents?.map(({ Key }) => Key)).toEqual(keys);
});

test('a bucket that does not exist is NoSuchBucket, and an operation that does not is NotImplemented', async () => {
  const missing = new PutObjectCommand({ Bucket: 'not-there', Key: 'a', Body: 'x' });
  expect(await outcome(fixture.client.send(missing))).toBe('404 NoSuchBucket');
  const tagging = fixture.client.send(new PutObjectTaggingCommand({ Bucket, Key: 'a', Tagging: { TagSet: [] } }));
  expect(await outcome(tagging)).toBe('501 NotImplemented');
});
