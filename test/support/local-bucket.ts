import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { Store } from '../../core/store.ts';
import type { S3HandlerOptions } from '../../local/s3/s3-handler.ts';
import { createS3Server, type S3Server } from '../../local/s3/s3-server.ts';
import { createS3Store } from '../../services/aws/s3-store.ts';

/** The name of the bucket, where it is, and what its requests are signed with. */
export const BUCKET = 'artefacts';
export const REGION = 'us-east-1';
export const CREDENTIALS = { accessKeyId: 'LOCAL', secretAccessKey: 'secret' } as const;

/** A versioned bucket of the local S3, with a client and the store on it. */
export interface LocalBucket<Server> {
  readonly server: Server;
  readonly client: S3Client;
  readonly store: Store;
  /** Ends the server, and removes all that it has. */
  close(): Promise<void>;
}

/** Starts the local S3 in a directory of its own; or another server that `open` starts there. */
export async function openBucket(): Promise<LocalBucket<S3Server>>;
export async function openBucket<S extends Omit<S3Server, 'port'>>(
  open: (options: S3HandlerOptions) => Promise<S>,
): Promise<LocalBucket<S>>;
export async function openBucket(
  open: (options: S3HandlerOptions) => Promise<Omit<S3Server, 'port'>> = (options) =>
    createS3Server({ ...options, port: 0 }),
): Promise<LocalBucket<Omit<S3Server, 'port'>>> {
  const directory = mkdtempSync(join(tmpdir(), 'labelsmith-s3-'));
  const server = await open({ directory, region: REGION, credentials: CREDENTIALS, onObjectCreated: () => undefined });
  await server.createBucket(BUCKET, { versioned: true });
  const client = clientAt(server.url);
  return {
    server,
    client,
    store: createS3Store(client, BUCKET),
    async close() {
      client.destroy();
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The SDK warns of every stream that it cannot send again, which tests provoke. */
const nothing = () => undefined;
const QUIET = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** @param maxAttempts how often the SDK asks by itself. @default its own choice */
export const clientAt = (endpoint: string, maxAttempts?: number): S3Client =>
  new S3Client({
    endpoint,
    region: REGION,
    credentials: { ...CREDENTIALS },
    forcePathStyle: true,
    logger: QUIET,
    ...(maxAttempts !== undefined && { maxAttempts }),
  });
