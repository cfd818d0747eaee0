import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BUCKET as Bucket, type Fixture, outcome, startServer } from './start-server.ts';

const MEBIBYTE = 2 ** 20;

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startServer();
});
afterAll(() => fixture.stop());

const start = async (Key: string, more = {}) => {
  const started = await fixture.client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  return { Bucket, Key, UploadId: started.UploadId };
};
type Started = Awaited<ReturnType<typeof start>>;
const part = async (upload: Started, PartNumber: number, Body: Buffer) => {
  const { ETag } = await fixture.client.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
  return { PartNumber, ETag };
};
const complete = (upload: Started, Parts: { PartNumber: number; ETag: string | undefined }[], more = {}) =>
  fixture.client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...more }));
const read = async (Key: string) => {
  const got = await fixture.client.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await got.Body?.transformToByteArray()) ?? []);
};

test('a stream of unknown length comes back byte for byte, and is told of once', async () => {
  const body = randomBytes(17 * MEBIBYTE);
  const source = Readable.from([body.subarray(0, 12_345_678), body.subarray(12_345_678)]);
  const params = { Bucket, Key: 'streamed', Body: source, Metadata: { a: 'b' } };
  await new Upload({ client: fixture.client, partSize: 5 * MEBIBYTE, params }).done();
  expect((await read('streamed')).equals(body)).toBe(true);
  expect(fixture.created.map(({ reason, object }) => [reason, object.size])).toEqual([
    ['CompleteMultipartUpload', body.length],
  ]);
  const head = await fixture.client.send(new HeadObjectCommand({ Bucket, Key: 'streamed' }));
  expect(head.Metadata).toEqual({ a: 'b' });
});

test('the ETag is the MD5 of the MD5s, with the number of parts', async () => {
  const bytes = [randomBytes(5 * MEBIBYTE), randomBytes(10)];
  const upload = await start('etag');
  const parts = [];
  for (const [index, body] of bytes.entries()) parts.push(await part(upload, index + 1, body));
  const { ETag } = await complete(upload, parts);
  const md5s = Buffer.concat(bytes.map((body) => createHash('md5').update(body).digest()));
  expect(ETag).toBe(`"${createHash('md5').update(md5s).digest('hex')}-2"`);
});

test.each([
  ['CRC64NVME', 'FULL_OBJECT'],
  ['CRC32', 'FULL_OBJECT'],
  ['SHA256', 'COMPOSITE'],
] as const)('a %s over the %s is the one that the SDK works out', async (ChecksumAlgorithm, ChecksumType) => {
  const bytes = [randomBytes(5 * MEBIBYTE), randomBytes(1000)];
  const Key = `checksum-${ChecksumAlgorithm}`;
  const upload = await start(Key, { ChecksumAlgorithm, ChecksumType });
  const parts = [];
  for (const [index, Body] of bytes.entries()) {
    const sent = new UploadPartCommand({ ...upload, PartNumber: index + 1, Body, ChecksumAlgorithm });
    const { ETag, ...checksums } = await fixture.client.send(sent);
    const name = `Checksum${ChecksumAlgorithm}` as const;
    parts.push({ PartNumber: index + 1, ETag, [name]: checksums[name] });
  }
  const done = await complete(upload, parts);
  expect(done.ChecksumType).toBe(ChecksumType);
  const value = done[`Checksum${ChecksumAlgorithm}`];
  if (ChecksumType === 'COMPOSITE') {
    const digests = Buffer.concat(bytes.map((body) => createHash('sha256').update(body).digest()));
    expect(value).toBe(`${createHash('sha256').update(digests).digest('base64')}-2`);
  } else {
    // The SDK computes the checksum of the same bytes, written in one piece.
    const Body = Buffer.concat(bytes);
    const whole = await fixture.client.send(new PutObjectCommand({ Bucket, Key: 'whole', Body, ChecksumAlgorithm }));
    expect(value).toBe(whole[`Checksum${ChecksumAlgorithm}`]);
    expect((await read(Key)).equals(Body)).toBe(true);
  }
});

test('a part that is sent again replaces the first one', async () => {
  const upload = await start('again');
  await part(upload, 1, Buffer.from('first'));
  const second = await part(upload, 1, Buffer.from('second'));
  const listed = await fixture.client.send(new ListPartsCommand(upload));
  expect(listed.Parts?.map(({ ETag, Size }) => [ETag, Size])).toEqual([[second.ETag, 6]]);
  await complete(upload, [second]);
  expect((await read('again')).toString()).toBe('second');
});

test('parts that are missing, changed, out of order or too small are refused, and the upload can still be completed', async () => {
  const upload = await start('refused');
  const [one, two] = [await part(upload, 1, Buffer.alloc(10)), await part(upload, 2, Buffer.alloc(10))];
  expect(await outcome(complete(upload, [one, { PartNumber: 3, ETag: one.ETag }]))).toBe('400 InvalidPart');
  expect(await outcome(complete(upload, [{ PartNumber: 1, ETag: '"deadbeef"' }]))).toBe('400 InvalidPart');
  expect(await outcome(complete(upload, [two, one]))).toBe('400 InvalidPartOrder');
  expect(await outcome(complete(upload, [one, two]))).toBe('400 EntityTooSmall');
  expect(await outcome(complete(upload, [two]))).toBe('accepted');
});

test('a completion may be conditional, and of two at once one wins', async () => {
  const first = await start('conditional');
  await complete(first, [await part(first, 1, Buffer.from('1'))]);
  const second = await start('conditional');
  const parts = [await part(second, 1, Buffer.from('2'))];
  expect(await outcome(complete(second, parts, { IfNoneMatch: '*' }))).toBe('412 PreconditionFailed');
  const both = await Promise.all([outcome(complete(second, parts)), outcome(complete(second, parts))]);
  expect(both.toSorted()).toEqual(['404 NoSuchUpload', 'accepted']);
});

test('an upload that was aborted is gone, and one under way is listed', async () => {
  const [aborted, open] = [await start('aborted'), await start('open')];
  await fixture.client.send(new AbortMultipartUploadCommand(aborted));
  expect(await outcome(part(aborted, 1, Buffer.from('x')))).toBe('404 NoSuchUpload');
  const listed = await fixture.client.send(new ListMultipartUploadsCommand({ Bucket }));
  expect(listed.Uploads?.map(({ UploadId }) => UploadId)).toEqual([open.UploadId]);
});

test('the id of an upload cannot name another folder', async () => {
  for (const UploadId of ['../objects', '', '..']) {
    expect((await outcome(part({ Bucket, Key: 'open', UploadId }, 1, Buffer.from('x')))).startsWith('40')).toBe(true);
  }
});
