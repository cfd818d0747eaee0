import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Store, StoredObject } from '../../core/store.ts';
import { asking, hasStatus, translate } from './s3-errors.ts';
import { removeAllVersions } from './s3-object-versions.ts';
import { removeObject, writeObject } from './s3-writes.ts';

/**
 * The artefact store on an S3 bucket. A passing fault of S3's becomes a LabelsmithError `StoreUnavailable`, after the
 * SDK's own attempts.
 */
export function createS3Store(client: S3Client, Bucket: string): Store {
  async function* pages(wanted: { Prefix: string; Delimiter?: string }): AsyncIterable<ListObjectsV2CommandOutput> {
    let ContinuationToken: string | undefined;
    do {
      const next = ContinuationToken && { ContinuationToken };
      const page = await asking(() => client.send(new ListObjectsV2Command({ Bucket, ...wanted, ...next })));
      yield page;
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
  }

  return {
    head: (Key) => unlessMissing(async () => describe(Key, await client.send(new HeadObjectCommand({ Bucket, Key })))),

    read: (Key, { versionId } = {}) =>
      unlessMissing(async () => {
        const version = versionId && { VersionId: versionId };
        const answer = await client.send(new GetObjectCommand({ Bucket, Key, ...version }));
        // On Node the body is a readable stream of bytes.
        const body = answer.Body as unknown as AsyncIterable<Uint8Array>;
        return { object: describe(Key, answer), body: translated(body) };
      }),

    write: (Key, body, options = {}) => writeObject(client, { Bucket, Key }, body, options),

    async *list(Prefix) {
      for await (const { Contents = [] } of pages({ Prefix })) {
        for (const { Key, ETag, Size, LastModified } of Contents) {
          if (Key) yield describe(Key, { ETag, ContentLength: Size, LastModified });
        }
      }
    },

    async *folders(prefix) {
      for await (const { CommonPrefixes = [] } of pages({ Prefix: prefix, Delimiter: '/' })) {
        for (const { Prefix } of CommonPrefixes) if (Prefix) yield Prefix;
      }
    },

    remove: (Key, condition) => removeObject(client, { Bucket, Key }, condition),

    removeAll: (prefix, options) => removeAllVersions(client, Bucket, prefix, options?.but),
  };
}

async function unlessMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw translate(error);
  }
}

async function* translated(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw translate(error);
  }
}

interface Description {
  readonly ETag?: string | undefined;
  readonly ContentLength?: number | undefined;
  readonly LastModified?: Date | undefined;
  readonly VersionId?: string | undefined;
}

function describe(key: string, { ETag, ContentLength, LastModified, VersionId }: Description): StoredObject {
  return {
    key,
    etag: ETag ?? '',
    size: ContentLength ?? 0,
    lastModified: LastModified ?? new Date(0),
    ...(VersionId && { versionId: VersionId }),
  };
}
