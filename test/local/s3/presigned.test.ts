import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createPresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BUCKET as Bucket, clientOf, type Fixture, ORIGIN, outcome, startServer } from './start-server.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startServer();
  await fixture.client.send(new PutObjectCommand({ Bucket, Key: 'a/x y.txt', Body: 'hello' }));
});
afterAll(() => fixture.stop());

const read = async (Key: string) => {
  const got = await fixture.client.send(new GetObjectCommand({ Bucket, Key }));
  return got.Body?.transformToString();
};
const codeOf = async (response: Response) => /<Code>(\w+)</.exec(await response.text())?.[1];

describe('a presigned URL', () => {
  const get = (more = {}) => new GetObjectCommand({ Bucket, Key: 'a/x y.txt', ...more });

  test('reads, with the headers that its maker wished for', async () => {
    const url = await getSignedUrl(fixture.client, get({ ResponseContentType: 'text/csv' }));
    const answer = await fetch(url);
    expect(await answer.text()).toBe('hello');
    expect(answer.headers.get('content-type')).toBe('text/csv');
  });

  test('is dead after its time', async () => {
    const url = await getSignedUrl(fixture.client, get(), { expiresIn: 1, signingDate: new Date(Date.now() - 2000) });
    const answer = await fetch(url);
    expect(answer.status).toBe(403);
    expect(await codeOf(answer)).toBe('AccessDenied');
  });

  test.each([
    ['another key', (url: string) => url.replace('x%20y.txt', 'other.txt')],
    ['a longer life', (url: string) => url.replace('X-Amz-Expires=900', 'X-Amz-Expires=901')],
    ['one more parameter', (url: string) => `${url}&response-content-type=text%2Fhtml`],
    ['another day', (url: string) => url.replace(/X-Amz-Date=\d{8}/, 'X-Amz-Date=20200101')],
  ])('cannot be given %s', async (_, change) => {
    const url = await getSignedUrl(fixture.client, get());
    expect(change(url)).not.toBe(url);
    expect((await fetch(change(url))).ok).toBe(false);
  });

  test('is for the method that it was made for', async () => {
    const url = await getSignedUrl(fixture.client, get());
    expect(await codeOf(await fetch(url, { method: 'PUT', body: 'x' }))).toBe('SignatureDoesNotMatch');
  });

  test('writes, and carries the metadata that was signed into it', async () => {
    const client = clientOf(fixture.server.url, { requestChecksumCalculation: 'WHEN_REQUIRED' });
    const command = new PutObjectCommand({ Bucket, Key: 'by-url', Metadata: { 'run-id': 'r1' } });
    const url = await getSignedUrl(client, command);
    client.destroy();
    expect((await fetch(url, { method: 'PUT', body: 'written' })).status).toBe(200);
    expect(await read('by-url')).toBe('written');
    const head = await fixture.client.send(new HeadObjectCommand({ Bucket, Key: 'by-url' }));
    expect(head.Metadata).toEqual({ 'run-id': 'r1' });
  });
});

describe('a presigned POST', () => {
  const send = async (
    options: Partial<PresignedPostOptions>,
    { body = 'x'.repeat(10), changes = {}, name = 'a.csv' }: { body?: string; changes?: object; name?: string } = {},
  ) => {
    const defaults = { Bucket, Key: 'posted', Expires: 60 };
    const { url, fields } = await createPresignedPost(fixture.client, { ...defaults, ...options });
    const form = new FormData();
    for (const [field, value] of Object.entries({ ...fields, ...changes })) form.append(field, value);
    form.append('file', new Blob([body]), name);
    return fetch(url, { method: 'POST', body: form });
  };
  const range = (least: number, most: number) => ({
    Conditions: [['content-length-range', least, most]] satisfies PresignedPostOptions['Conditions'],
  });

  test('writes what the form holds, and the event says so', async () => {
    const answer = await send(
      { Fields: { 'Content-Type': 'text/csv', 'x-amz-meta-a': 'b' } },
      { body: 'label,text\r\n\r\n' },
    );
    expect(answer.status).toBe(204);
    expect(await read('posted')).toBe('label,text\r\n\r\n');
    const head = await fixture.client.send(new HeadObjectCommand({ Bucket, Key: 'posted' }));
    expect(head).toMatchObject({ ContentType: 'text/csv', Metadata: { a: 'b' } });
    expect(fixture.created.at(-1)).toMatchObject({ reason: 'POST Object', object: { key: 'posted', size: 14 } });
  });

  test("puts the file's own name into the key", async () => {
    await send({ Key: `uploads/$\{filename}` }, { name: '야구 "$&".csv' });
    expect(await read('uploads/야구 "$&".csv')).toBe('x'.repeat(10));
  });

  test('answers with a document where 201 is asked for', async () => {
    const answer = await send({ Fields: { success_action_status: '201' } });
    expect(answer.status).toBe(201);
    expect(await answer.text()).toContain('<Key>posted</Key>');
  });

  test.each([
    [9, '400 EntityTooSmall'],
    [10, '204 undefined'],
    [100_000, '204 undefined'],
    [100_001, '400 EntityTooLarge'],
    [3_000_000, '400 EntityTooLarge'],
  ])('that allows 10 to 100,000 bytes answers %i bytes with %s', async (size, expected) => {
    const answer = await send(range(10, 100_000), { body: 'x'.repeat(size) });
    expect(`${answer.status} ${await codeOf(answer)}`).toBe(expected);
  });

  test.each<[string, Partial<PresignedPostOptions>, object]>([
    ['another key', {}, { key: 'stolen' }],
    ['a key outside of the prefix', { Conditions: [['starts-with', '$key', 'posted/']] }, {}],
    [
      'a type outside of the prefix',
      { Conditions: [['starts-with', '$Content-Type', 'text/']] },
      { 'Content-Type': 'image/png' },
    ],
    ['a field that no condition allows', {}, { 'x-amz-meta-evil': '1' }],
    ['a policy that has expired', { Expires: -1 }, {}],
    ['a policy of somebody else', {}, { Policy: Buffer.from('{}').toString('base64') }],
    ['a wrong signature', {}, { 'X-Amz-Signature': '0'.repeat(64) }],
    ['no policy', {}, { Policy: '' }],
    ['an unknown key id', {}, { 'X-Amz-Credential': 'nobody/20260101/us-east-1/s3/aws4_request' }],
  ])('is refused with %s', async (_, options, changes) => {
    const before = fixture.created.length;
    const answer = await send(options, { changes });
    expect([400, 403]).toContain(answer.status);
    expect(fixture.created.length).toBe(before);
  });

  test('may have fields that are to be ignored', async () => {
    expect((await send({}, { changes: { 'x-ignore-me': '1' } })).status).toBe(204);
  });

  test('verifies a checksum field', async () => {
    const Fields = { 'x-amz-checksum-crc32': 'AAAAAA==' };
    expect(await codeOf(await send({ Fields }))).toBe('BadDigest');
  });

  test('comes from a page of the console, and from no other', async () => {
    const { url } = await createPresignedPost(fixture.client, { Bucket, Key: 'posted' });
    const preflight = { origin: ORIGIN, 'access-control-request-method': 'POST' };
    const answer = await fetch(url, { method: 'OPTIONS', headers: preflight });
    expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect((await fetch(url, { method: 'POST', headers: { origin: 'https://evil.example' } })).status).toBe(403);
  });
});

test('a form that is cut short writes nothing', async () => {
  const headers = { 'content-type': 'multipart/form-data; boundary=b' };
  const body = '--b\r\nContent-Disposition: form-data; name="key"\r\n\r\ncut\r\n--b\r\n';
  const answer = await fetch(`${fixture.server.url}/${Bucket}`, { method: 'POST', headers, body });
  expect(answer.status).toBe(400);
  expect(await outcome(read('cut'))).toBe('404 NoSuchKey');
});
