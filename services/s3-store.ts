import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { ConditionFailed, isStreamBody, type Store, type StoredObject } from '../core/store.ts';
import { storeFault } from './store-fault.ts';

/** Times a write is repeated when S3 says that another conditional write to the key is under way (409). */
const CONFLICT_ATTEMPTS = 6;
/** Wait before the first repetition; it doubles with each. */
const CONFLICT_WAIT_MS = 20;

/**
 * The artefact store on an S3 bucket. A passing fault of S3's becomes a LabelsmithError `StoreUnavailable`, after the
 * SDK's own attempts.
 */
export function createS3Store(client: S3Client, Bucket: string): Store {
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

    async write(Key, body, { contentType, condition } = {}) {
      for (let attempt = 1; ; attempt += 1) {
        const command = new PutObjectCommand({
          Bucket,
          Key,
          ...(isStreamBody(body)
            ? { Body: Readable.from(body.open(), { objectMode: false }), ContentLength: body.bytes }
            : { Body: body }),
          ...(contentType && { ContentType: contentType }),
          ...(condition === 'absent' && { IfNoneMatch: '*' }),
          ...(typeof condition === 'object' && { IfMatch: condition.etag }),
        });
        try {
          const answer = await client.send(command);
          return { etag: answer.ETag ?? '' };
        } catch (error) {
          if (hasStatus(error, 412) || (hasStatus(error, 404) && condition)) throw new ConditionFailed(Key);
          if (!hasStatus(error, 409) || attempt === CONFLICT_ATTEMPTS) throw translate(error);
          await sleep(CONFLICT_WAIT_MS * 2 ** (attempt - 1));
        }
      }
    },

    async *list(Prefix) {
      let ContinuationToken: string | undefined;
      do {
        const next = ContinuationToken && { ContinuationToken };
        const page = await asking(() => client.send(new ListObjectsV2Command({ Bucket, Prefix, ...next })));
        for (const { Key, ETag, Size, LastModified } of page.Contents ?? []) {
          if (Key) yield describe(Key, { ETag, ContentLength: Size, LastModified });
        }
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken);
    },

    async remove(Key) {
      await asking(() => client.send(new DeleteObjectCommand({ Bucket, Key })));
    },
  };
}

async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw translate(error);
  }
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

const translate = (error: unknown) =>
  storeFault(error, error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined);

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

const hasStatus = (error: unknown, status: number) =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === status;
