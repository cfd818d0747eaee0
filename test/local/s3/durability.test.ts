import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../../core/sha256.ts';
import { BUCKET as Bucket, CREDENTIALS, clientOf, startServer, temporaryDirectory } from './start-server.ts';

async function serveUntilKilled(directory: string, versioning: string) {
  const script = join(import.meta.dirname, 'serve-until-killed.ts');
  const child = spawn(process.execPath, [script, directory, versioning], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line]: unknown[] = await once(child.stdout, 'data');
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { url: String(line).trim(), kill };
}

/** Of one writer and its key: what was acknowledged last, and what was sent last. Bodies are long, to be torn. */
const bodyOf = (writer: number, turn: number) => `${writer}:${turn};`.repeat(20_000);

test.each(['unversioned', 'versioned'])(
  'after a kill every acknowledged write is there whole, in a bucket that is %s',
  async (versioning) => {
    const directory = await temporaryDirectory();
    const running = await serveUntilKilled(directory, versioning);
    const writing = clientOf(running.url);
    const acknowledged = new Array<number>(6).fill(-1);
    let killed = false;
    const write = async (writer: number) => {
      for (let turn = 0; !killed; turn += 1) {
        const input = { Bucket, Key: `writer/${writer}`, Body: bodyOf(writer, turn) };
        const sent = writing.send(new PutObjectCommand(input));
        if (!(await sent.then(Boolean, () => false))) return;
        acknowledged[writer] = turn;
      }
    };
    const writers = acknowledged.map((_, writer) => write(writer));
    await new Promise((resolve) => setTimeout(resolve, 700));
    await running.kill();
    killed = true;
    await Promise.all(writers);
    writing.destroy();
    expect(Math.min(...acknowledged)).toBeGreaterThan(0);

    const again = await startServer({ directory, versioned: versioning === 'versioned' });
    for (const [writer, turn] of acknowledged.entries()) {
      const got = await again.client.send(new GetObjectCommand({ Bucket, Key: `writer/${writer}` }));
      const found = (await got.Body?.transformToString()) ?? '';
      // The write that was under way may have been done without its writer hearing of it.
      expect([bodyOf(writer, turn), bodyOf(writer, turn + 1)].indexOf(found)).not.toBe(-1);
    }
    const listed = await again.client.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 1000 }));
    const files = await readdir(join(directory, Bucket), { recursive: true });
    const [records, bytes] = ['.json', '.bytes'].map((end) => files.filter((file) => file.endsWith(end)).length);
    expect(records).toBe((listed.Versions?.length ?? 0) + 1); // and `bucket.json`
    expect(bytes).toBe(listed.Versions?.length);
    if (versioning === 'unversioned') expect(listed.Versions?.length).toBe(acknowledged.length);
    await again.stop();
  },
);

test('a restart keeps objects, versions, metadata, settings and uploads under way', async () => {
  const first = await startServer({ versioned: true });
  const send = { Bucket, Key: 'kept/ü', Metadata: { a: 'b' } };
  const one = await first.client.send(new PutObjectCommand({ ...send, Body: '1' }));
  const two = await first.client.send(new PutObjectCommand({ ...send, Body: '2' }));
  const started = await first.client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }));
  const upload = { Bucket, Key: 'parts', UploadId: started.UploadId };
  const part = await first.client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'part' }));
  await first.server.close();

  const second = await startServer({ directory: first.directory });
  const head = await second.client.send(new HeadObjectCommand({ Bucket, Key: 'kept/ü' }));
  expect(head).toMatchObject({ VersionId: two.VersionId, ETag: two.ETag, Metadata: { a: 'b' } });
  const old = new GetObjectCommand({ Bucket, Key: 'kept/ü', VersionId: String(one.VersionId) });
  expect(await (await second.client.send(old)).Body?.transformToString()).toBe('1');
  const Parts = [{ PartNumber: 1, ETag: part.ETag }];
  const done = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } });
  expect((await second.client.send(done)).VersionId).toBeDefined();
  const after = await second.client.send(new PutObjectCommand({ ...send, Body: '3' }));
  const versions = await second.client.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'kept/' }));
  expect(versions.Versions?.map(({ VersionId }) => VersionId)).toEqual([after, two, one].map((put) => put.VersionId));
  await second.stop();
});

test('what a killed process leaves half done is swept, and objects are not', async () => {
  const first = await startServer();
  await first.client.send(new PutObjectCommand({ Bucket, Key: 'whole', Body: 'x' }));
  await first.server.close();
  const directory = join(first.directory, Bucket);
  const [folder = ''] = (await readdir(join(directory, 'objects'), { recursive: true })).filter((name) =>
    /\/\w{64}$/.test(name),
  );
  await writeFile(join(directory, 'incoming', 'half-an-object'), 'half');
  await writeFile(join(directory, 'objects', folder, 'ffffffffffffffff.bytes'), 'bytes whose record was never written');
  const second = await startServer({ directory: first.directory });
  const listed = await second.client.send(new ListObjectsV2Command({ Bucket }));
  expect(listed.Contents?.map(({ Key }) => Key)).toEqual(['whole']);
  expect(await readdir(join(directory, 'incoming'))).toEqual([]);
  expect((await readdir(join(directory, 'objects', folder))).length).toBe(2);
  await second.stop();
});

test('of an object and the one it replaced, a kill between them leaves the new one', async () => {
  const first = await startServer();
  const directory = join(first.directory, Bucket, 'objects');
  const put = (Body: string) => first.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body }));
  await put('old');
  const saved = join(first.directory, 'saved');
  await cp(directory, saved, { recursive: true });
  await put('new');
  await first.server.close();
  await cp(saved, directory, { recursive: true });
  await rm(saved, { recursive: true });
  const second = await startServer({ directory: first.directory });
  const listed = await second.client.send(new ListObjectVersionsCommand({ Bucket }));
  expect(listed.Versions?.map(({ VersionId, Size }) => [VersionId, Size])).toEqual([['null', 3]]);
  const got = await second.client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
  expect(await got.Body?.transformToString()).toBe('new');
  await second.stop();
});

test('a record that cannot be read stops the start, with a message that says what to do', async () => {
  const first = await startServer();
  await first.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
  await first.server.close();
  const objects = join(first.directory, Bucket, 'objects');
  const [record = ''] = (await readdir(objects, { recursive: true })).filter((name) => name.endsWith('.json'));
  await writeFile(join(objects, record), '');
  await expect(startServer({ directory: first.directory })).rejects.toThrow(/cannot be read: delete it/);
  await rm(first.directory, { recursive: true });
});

test('a client that hangs up in the middle of a body leaves nothing behind', async () => {
  const fixture = await startServer();
  const { host, port } = new URL(fixture.server.url);
  const options = {
    service: 's3',
    region: 'us-east-1',
    credentials: CREDENTIALS,
    sha256: Sha256,
    uriEscapePath: false,
  };
  const headers = { host, 'content-length': '1000000', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
  const unsigned = { method: 'PUT', path: `/${Bucket}/cut`, headers, protocol: 'http:', hostname: '127.0.0.1' };
  const signed = await new SignatureV4(options).sign(unsigned);
  const sent = request({ hostname: '127.0.0.1', port, method: 'PUT', path: unsigned.path, headers: signed.headers });
  sent.on('error', () => undefined);
  const incoming = join(fixture.directory, Bucket, 'incoming');
  const staged = async (count: number) => {
    while ((await readdir(incoming)).length !== count) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  sent.write('x'.repeat(1000));
  await staged(1);
  sent.destroy();
  await staged(0);
  expect((await fixture.client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  expect(fixture.failures).toEqual([]);
  await fixture.stop();
});
