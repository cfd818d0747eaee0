import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { nameInKey, uploadsPrefix } from '../../../core/contract/keys.ts';
import { REQUESTS } from '../../../core/contract/messages.ts';
import { bodyOf, classifierOf, type RouteHandler } from '../request.ts';

/** Largest file that is taken over a presigned POST. */
const MOST_BYTES = 2 * 2 ** 30;
const EXPIRES_SECONDS = 300;

/** A presigned POST for one file: the server makes the key, so that nothing can be overwritten. */
export const uploadRoutes = {
  'POST /v1/classifiers/{classifier}/uploads': async (request, { s3, bucket, clock }) => {
    const { file } = await bodyOf(request, REQUESTS.Upload);
    // The time makes the key new.
    const time = clock().toISOString().replaceAll(/[:.]/g, '-');
    const key = `${uploadsPrefix(classifierOf(request))}${time}-${nameInKey(file)}`;
    const { url, fields } = await createPresignedPost(s3, {
      Bucket: bucket,
      Key: key,
      Expires: EXPIRES_SECONDS,
      Conditions: [['content-length-range', 1, MOST_BYTES]],
    });
    return request.json({ url, fields, key, expiresInSeconds: EXPIRES_SECONDS }, 201);
  },
} as const satisfies Readonly<Record<string, RouteHandler>>;
