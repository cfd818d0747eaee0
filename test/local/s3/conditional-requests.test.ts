import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BUCKET as Bucket, type Fixture, outcome, startServer } from './start-server.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startServer();
});
afterAll(() => fixture.stop());

const put = (Key: string, Body: string, more: Partial<PutObjectCommandInput> = {}) =>
  fixture.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = (Key: string, more: Partial<GetObjectCommandInput> = {}) =>
  fixture.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
const text = async (Key: string) => (await get(Key)).Body?.transformToString();

describe('a write', () => {
  test('with If-None-Match: * creates once', async () => {
    await put('once', '1', { IfNoneMatch: '*' });
    expect(await outcome(put('once', '2', { IfNoneMatch: '*' }))).toBe('412 PreconditionFailed');
    expect(await text('once')).toBe('1');
  });

  test('with If-Match changes only what was read', async () => {
    const { ETag } = await put('swap', '1');
    expect(await outcome(put('swap', '2', { IfMatch: '"deadbeef"' }))).toBe('412 PreconditionFailed');
    expect(await outcome(put('nothing', '2', { IfMatch: '"deadbeef"' }))).toBe('404 NoSuchKey');
    expect(await outcome(put('swap', '2', { IfMatch: String(ETag) }))).toBe('accepted');
    expect(await outcome(put('swap', '3', { IfMatch: String(ETag) }))).toBe('412 PreconditionFailed');
    expect(await text('swap')).toBe('2');
  });

  test('that lost leaves nothing behind and is not told of', async () => {
    const before = fixture.created.length;
    await outcome(put('once', '2', { IfNoneMatch: '*' }));
    expect(fixture.created.length).toBe(before);
  });

  test.each(['create', 'swap'])('wins alone when twenty race to %s', async (kind) => {
    const { ETag } = await put('race-swap', '0');
    const condition = kind === 'create' ? { IfNoneMatch: '*' } : { IfMatch: String(ETag) };
    const writers = Array.from({ length: 20 }, (_, index) =>
      outcome(put(`race-${kind}`, `writer ${index}`, condition)),
    );
    const outcomes = await Promise.all(writers);
    expect(outcomes.filter((one) => one === 'accepted').length).toBe(1);
    expect(outcomes.filter((one) => one === '412 PreconditionFailed').length).toBe(19);
    expect(await text(`race-${kind}`)).toBe(`writer ${outcomes.indexOf('accepted')}`);
  });

  test('deletes only what was read', async () => {
    const { ETag } = await put('delete-if', '1');
    const remove = (IfMatch: string) =>
      outcome(fixture.client.send(new DeleteObjectCommand({ Bucket, Key: 'delete-if', IfMatch })));
    expect(await remove('"deadbeef"')).toBe('412 PreconditionFailed');
    expect(await remove(String(ETag))).toBe('accepted');
  });
});

describe('a read', () => {
  const past = new Date(Date.now() - 3600_000);
  const future = new Date(Date.now() + 3600_000);
  const etag = '"5d41402abc4b2a76b9719d911017c592"'; // MD5 of "hello"
  test.each<[Partial<GetObjectCommandInput>, string]>([
    [{ IfNoneMatch: etag }, '304'],
    [{ IfNoneMatch: `W/${etag}` }, '304'],
    [{ IfNoneMatch: '*' }, '304'],
    [{ IfNoneMatch: '"other"' }, 'accepted'],
    [{ IfModifiedSince: future }, '304'],
    [{ IfModifiedSince: past }, 'accepted'],
    [{ IfMatch: etag }, 'accepted'],
    [{ IfMatch: '"other"' }, '412'],
    [{ IfUnmodifiedSince: past }, '412'],
    [{ IfUnmodifiedSince: future }, 'accepted'],
    [{ IfMatch: etag, IfUnmodifiedSince: past }, 'accepted'],
    [{ IfNoneMatch: '"other"', IfModifiedSince: future }, 'accepted'],
  ])('with %j is answered with %s', async (condition, expected) => {
    await put('hello', 'hello');
    expect((await outcome(get('hello', condition))).split(' ')[0]).toBe(expected);
  });

  test.each([
    ['bytes=0-0', 'h', 'bytes 0-0/5'],
    ['bytes=1-3', 'ell', 'bytes 1-3/5'],
    ['bytes=2-', 'llo', 'bytes 2-4/5'],
    ['bytes=-2', 'lo', 'bytes 3-4/5'],
    ['bytes=-99', 'hello', 'bytes 0-4/5'],
    ['bytes=3-99', 'lo', 'bytes 3-4/5'],
    ['bytes=0-1,3-4', 'hello', undefined],
    ['lines=1-2', 'hello', undefined],
    ['bytes=3-1', 'hello', undefined],
  ])('of the range %s gets %s', async (Range, expected, contentRange) => {
    await put('hello', 'hello');
    const got = await get('hello', { Range });
    expect(await got.Body?.transformToString()).toBe(expected);
    expect(got.ContentRange).toBe(contentRange);
    expect(got.$metadata.httpStatusCode).toBe(contentRange ? 206 : 200);
  });

  test.each(['bytes=5-', 'bytes=-0'])('of the range %s, which has no byte, is refused', async (Range) => {
    await put('hello', 'hello');
    expect(await outcome(get('hello', { Range }))).toBe('416 InvalidRange');
  });
});
