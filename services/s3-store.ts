import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { ConditionFailed, type Store, type StoredObject } from '../core/store.ts';

/** Times a write is repeated when S3 says that another conditional write to the key is under way (409). */
const CONFLICT_ATTEMPTS = 5;

/** The artefact store on an S3 bucket. */
export function createS3Store(client: S3Client, Bucket: string): Store {
  return {
    async head(Key) {
      try {
        const answer = await client.send(new HeadObjectCommand({ Bucket, Key }));
        return describe(Key, answer);
      } catch (error) {
        if (hasStatus(error, 404)) return undefined;
        throw error;
      }
    },

    async read(Key, { versionId } = {}) {
      try {
        const answer = await client.send(
          new GetObjectCommand({ Bucket, Key, ...(versionId && { VersionId: versionId }) }),
        );
        if (!answer.Body) return undefined;
        // On Node the body is a readable stream of bytes.
        const body = answer.Body as unknown as AsyncIterable<Uint8Array>;
        return { object: describe(Key, answer), body };
      } catch (error) {
        if (hasStatus(error, 404)) return undefined;
        throw error;
      }
    },

    async write(Key, Body, { contentType, condition } = {}) {
      const command = new PutObjectCommand({
        Bucket,
        Key,
        Body,
        ...(contentType && { ContentType: contentType }),
        ...(condition === 'absent' && { IfNoneMatch: '*' }),
        ...(typeof condition === 'object' && { IfMatch: condition.etag }),
      });
      for (let attempt = 1; ; attempt += 1) {
        try {
          const answer = await client.send(command);
          return { etag: answer.ETag ?? '' };
        } catch (error) {
          if (hasStatus(error, 412) || (hasStatus(error, 404) && condition)) throw new ConditionFailed(Key);
          if (!hasStatus(error, 409) || attempt === CONFLICT_ATTEMPTS) throw error;
        }
      }
    },

    async *list(Prefix) {
      let ContinuationToken: string | undefined;
      do {
        const page = await client.send(
          new ListObjectsV2Command({ Bucket, Prefix, ...(ContinuationToken && { ContinuationToken }) }),
        );
        for (const { Key, ETag, Size, LastModified } of page.Contents ?? []) {
          if (Key) yield describe(Key, { ETag, ContentLength: Size, LastModified });
        }
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken);
    },

    async remove(Key) {
      await client.send(new DeleteObjectCommand({ Bucket, Key }));
    },
  };
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

const hasStatus = (error: unknown, status: number) =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === status;
