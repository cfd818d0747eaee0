import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { ConditionFailed, isStreamBody, type WriteBody, type WriteOptions } from '../../core/store.ts';
import { hasStatus, translate } from './s3-errors.ts';

/** Times a write or a removal is repeated when S3 says that another conditional one of the key is under way (409). */
const CONFLICT_ATTEMPTS = 6;
/** Times a stream is sent while S3 does not answer. What is no stream, the SDK sends again by itself. */
const STREAM_ATTEMPTS = 4;
/** Wait before the first repetition; it doubles with each. */
const FIRST_WAIT_MS = 20;

/**
 * Writes one object. S3 may have written it though its answer was a fault, or got lost; repeated on a condition, the write
 * then finds it broken by itself. So where an attempt may have been carried out, and these very bytes are there, they are
 * taken for its own. Two writers of the same bytes at that moment are both told that they wrote.
 * @throws ConditionFailed as the store's `write`
 */
export async function writeObject(
  client: S3Client,
  object: { readonly Bucket: string; readonly Key: string },
  body: WriteBody,
  { contentType, condition }: WriteOptions,
): Promise<{ etag: string }> {
  let mayBeDone = false;
  for (let attempt = 1; ; attempt += 1) {
    const command = new PutObjectCommand({
      ...object,
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
      mayBeDone ||= attemptsOf(error) > 1;
      if (hasStatus(error, 412) || (hasStatus(error, 404) && condition)) {
        const written = mayBeDone ? await findWritten(client, object, body) : undefined;
        if (written) return written;
        throw new ConditionFailed(object.Key);
      }
      const isConflict = hasStatus(error, 409);
      const most = isConflict ? CONFLICT_ATTEMPTS : isStreamBody(body) && mayPass(error) ? STREAM_ATTEMPTS : 1;
      if (attempt >= most) throw translate(error);
      if (!isConflict) mayBeDone = true;
      await sleep(FIRST_WAIT_MS * 2 ** (attempt - 1));
    }
  }
}

/**
 * Removes one object. One that S3 has removed though its answer got lost is gone when the request is repeated: on a condition,
 * its caller is told that somebody else was quicker.
 * @throws ConditionFailed as the store's `remove`
 */
export async function removeObject(
  client: S3Client,
  object: { readonly Bucket: string; readonly Key: string },
  condition: { readonly etag: string } | undefined,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send(new DeleteObjectCommand({ ...object, ...(condition && { IfMatch: condition.etag }) }));
      return;
    } catch (error) {
      if (condition && (hasStatus(error, 412) || hasStatus(error, 404))) throw new ConditionFailed(object.Key);
      if (!hasStatus(error, 409) || attempt >= CONFLICT_ATTEMPTS) throw translate(error);
      await sleep(FIRST_WAIT_MS * 2 ** (attempt - 1));
    }
  }
}

/** How often the SDK has sent the request, by itself. */
const attemptsOf = (error: unknown): number =>
  error instanceof S3ServiceException ? (error.$metadata.attempts ?? 1) : 1;

/** Whatever is no answer, and answers that say: not now. */
function mayPass(error: unknown): boolean {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  return status === undefined || status >= 500 || status === 429;
}

/** The object, if it holds just these bytes. */
async function findWritten(
  client: S3Client,
  object: { readonly Bucket: string; readonly Key: string },
  body: WriteBody,
): Promise<{ etag: string } | undefined> {
  try {
    const { Body, ETag } = await client.send(new GetObjectCommand(object));
    const [there, own] = await Promise.all([
      digestOf(Body as unknown as AsyncIterable<Uint8Array>),
      digestOf(isStreamBody(body) ? body.open() : [body]),
    ]);
    return there === own ? { etag: ETag ?? '' } : undefined;
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw translate(error);
  }
}

async function digestOf(chunks: AsyncIterable<Uint8Array> | readonly (Uint8Array | string)[]): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}
