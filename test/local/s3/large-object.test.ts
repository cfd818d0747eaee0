import { createHash, randomBytes } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import { BUCKET as Bucket, startServer } from './start-server.ts';

const MEBIBYTE = 2 ** 20;

test('a hundred megabytes go in and out, and are on disk before the last of them is sent', async () => {
  const fixture = await startServer();
  const incoming = join(fixture.directory, Bucket, 'incoming');
  const piece = randomBytes(MEBIBYTE);
  const written = createHash('sha256');
  async function* body() {
    for (let index = 0; index < 100; index += 1) {
      // A server that held the body in memory until it is complete would wait here for ever.
      if (index === 99) await untilStaged(incoming, 90 * MEBIBYTE);
      written.update(piece);
      yield piece;
    }
  }
  const input = { Bucket, Key: 'big', Body: Readable.from(body()), ContentLength: 100 * MEBIBYTE };
  await fixture.client.send(new PutObjectCommand(input));
  const got = await fixture.client.send(new GetObjectCommand({ Bucket, Key: 'big' }));
  if (!(got.Body instanceof Readable)) throw new Error('the SDK gives a stream on Node');
  const read = createHash('sha256');
  for await (const chunk of got.Body) read.update(chunk);
  expect(read.digest('hex')).toBe(written.digest('hex'));
  await fixture.stop();
});

async function untilStaged(incoming: string, bytes: number): Promise<void> {
  for (;;) {
    const sizes = await Promise.all(
      (await readdir(incoming)).map(async (name) => (await stat(join(incoming, name))).size),
    );
    if (sizes.some((size) => size >= bytes)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
