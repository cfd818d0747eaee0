import { ConditionFailed, type ReadableStore, type Store, type StoredObject } from '../../core/store.ts';
import { bytesOf, type HttpAnswer, textOf } from '../http-request.ts';
import { AwsFault } from './aws-fault.ts';
import { endpointOf, S3 } from './aws-service.ts';
import { type AskSigned, type Patience, signedRequests } from './signed-requests.ts';
import { storeFault } from './store-fault.ts';

/**
 * The artefact store on an S3 bucket without the SDK, for whoever reads, and writes small texts where somebody waits. As
 * with the whole store, a passing fault of S3's becomes a LabelsmithError `StoreUnavailable`, after some attempts.
 */
export function createSignedTextStore(bucket: string, patience?: Patience): ReadableStore & Pick<Store, 'write'> {
  const ask = signedRequests(S3, patience);
  return {
    async head(key) {
      const answer = await unlessMissing(ask, 'HEAD', urlOf(bucket, key));
      // Nothing comes, but the connection is free for the next request only when that was looked for.
      answer?.resume();
      return answer && describe(key, answer);
    },
    async read(key, { versionId } = {}) {
      const url = urlOf(bucket, key);
      if (versionId) url.searchParams.set('versionId', versionId);
      const answer = await unlessMissing(ask, 'GET', url);
      return answer && { object: describe(key, answer), body: inOnePiece(answer) };
    },
    async write(key, body, { contentType, condition } = {}) {
      if (typeof body !== 'string') throw new TypeError(`${key}: only texts are written without the SDK`);
      const headers = {
        ...(contentType && { 'content-type': contentType }),
        ...(condition === 'absent' && { 'if-none-match': '*' }),
        ...(condition && condition !== 'absent' && { 'if-match': condition.etag }),
      };
      try {
        const answer = await ask({ method: 'PUT', url: urlOf(bucket, key), headers, body });
        await textOf(answer);
        return { etag: answer.headers.etag ?? '' };
      } catch (error) {
        const status = error instanceof AwsFault ? error.status : undefined;
        if (condition && (status === 412 || status === 404)) throw new ConditionFailed(key);
        throw translate(error);
      }
    },
  };
}

/**
 * AWS's own hosts are named with the bucket in front, unless its name has a dot, which their certificates do not cover;
 * any other host may have one name only.
 */
function urlOf(bucket: string, key: string): URL {
  const { url, ofAws } = endpointOf(S3, process.env);
  const path = key.split('/').map(encoded).join('/');
  if (!ofAws || bucket.includes('.')) return new URL(`${url}/${bucket}/${path}`);
  return new URL(`${url.replace('://', `://${bucket}.`)}/${path}`);
}

/** As S3's signatures have a path: everything but letters, digits and `-._~` as its UTF-8 bytes. */
const encoded = (part: string): string =>
  encodeURIComponent(part).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

async function unlessMissing(ask: AskSigned, method: 'GET' | 'HEAD', url: URL): Promise<HttpAnswer | undefined> {
  try {
    return await ask({ method, url });
  } catch (error) {
    if (error instanceof AwsFault && error.status === 404) return undefined;
    throw translate(error);
  }
}

/** Whoever reads without the SDK wants all of a small object. */
async function* inOnePiece(answer: HttpAnswer): AsyncIterable<Uint8Array> {
  try {
    yield await bytesOf(answer);
  } catch (error) {
    throw translate(error);
  }
}

const translate = (error: unknown) => storeFault(error, error instanceof AwsFault ? error.status : undefined);

const describe = (key: string, { headers }: HttpAnswer): StoredObject => {
  const versionId = headers['x-amz-version-id']?.toString();
  return {
    key,
    etag: headers.etag ?? '',
    size: Number(headers['content-length'] ?? 0),
    lastModified: new Date(headers['last-modified'] ?? 0),
    ...(versionId && { versionId }),
  };
};
