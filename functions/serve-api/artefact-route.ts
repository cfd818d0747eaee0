import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { type RunFile, runKey } from '../../core/contract/keys.ts';
import { LabelsmithError } from '../../core/errors.ts';
import { readRunRecord } from '../../core/run/run-record.ts';
import { readText } from '../../core/store.ts';
import { type RouteHandler, runOf } from './request.ts';

/**
 * The largest file that is an answer itself, in bytes. A function's answer is a JSON document of 6,291,556 bytes at most,
 * in which a file is a text in base64, a third longer, or one whose quotation marks take two bytes.
 */
const MOST_BYTES = 4_000_000;
/** How long a larger one may be fetched from the bucket, without any token. */
const EXPIRES_SECONDS = 300;

/**
 * Answers with a run's artefact as it lies in the bucket; one that is too large for an answer, with where it is there.
 * @param type its media type
 */
export const artefactRoute =
  (file: RunFile, type: string): RouteHandler =>
  async (request, { store, s3, bucket }) => {
    const { run } = await readRunRecord(store, runOf(request));
    const key = runKey(run, file);
    const found = await store.head(key);
    if (found && found.size > MOST_BYTES) {
      const wanted = new GetObjectCommand({ Bucket: bucket, Key: key });
      return request.redirect(await getSignedUrl(s3, wanted, { expiresIn: EXPIRES_SECONDS }), 307);
    }
    const text = found && (await readText(store, key));
    if (text !== undefined) return request.body(text, 200, { 'content-type': `${type}; charset=utf-8` });
    throw new LabelsmithError(
      'NotFound',
      `run ${run} has no ${file} yet`,
      'Look at the run: it says what it waits for.',
    );
  };
