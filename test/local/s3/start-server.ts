import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { ObjectCreated } from '../../../local/s3/object-created.ts';
import { createS3Server, type S3Server } from '../../../local/s3/s3-server.ts';

export const CREDENTIALS = { accessKeyId: 'test-key-id', secretAccessKey: 'test-secret' };
export const BUCKET = 'test-bucket';
export const ORIGIN = 'http://127.0.0.1:4000';

export interface Fixture {
  readonly server: S3Server;
  readonly client: S3Client;
  readonly directory: string;
  /** What the server told of, in order. */
  readonly created: ObjectCreated[];
  /** Failures of the server itself: a test that does not expect any should find none. */
  readonly failures: unknown[];
  stop(): Promise<void>;
}

export function clientOf(url: string, config: S3ClientConfig = {}): S3Client {
  return new S3Client({
    endpoint: url,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: CREDENTIALS,
    ...config,
  });
}

export const temporaryDirectory = () => mkdtemp(join(tmpdir(), 'labelsmith-'));

/** A server in a directory of its own, with one empty bucket. */
export async function startServer(options: { versioned?: boolean; directory?: string } = {}): Promise<Fixture> {
  const directory = options.directory ?? (await temporaryDirectory());
  const created: ObjectCreated[] = [];
  const failures: unknown[] = [];
  const server = await createS3Server({
    directory,
    region: 'us-east-1',
    credentials: CREDENTIALS,
    port: 0,
    allowedOrigin: () => ORIGIN,
    onObjectCreated: (detail) => created.push(detail),
    onError: (error) => failures.push(error),
  });
  await server.createBucket(BUCKET, { versioned: options.versioned ?? false });
  const client = clientOf(server.url);
  const stop = async () => {
    client.destroy();
    await server.close();
    await rm(directory, { recursive: true, force: true });
  };
  return { server, client, directory, created, failures, stop };
}

/** The status and the name of the refusal that a call to the SDK ends with, or `accepted`. */
export async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'accepted';
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
    const status =
      typeof metadata === 'object' && metadata && 'httpStatusCode' in metadata ? metadata.httpStatusCode : '';
    return `${status} ${error.name}`;
  }
}
