import { checksumHeader, measured } from './checksums.ts';
import { isNotModified, parseWriteCondition } from './conditions.ts';
import { describeObject } from './describe-object.ts';
import {
  addressedBucket,
  announce,
  answerXml,
  type Exchange,
  type Operation,
  requestHeader,
  versionHeaders,
} from './exchange.ts';
import { findObject } from './find-object.ts';
import { receiveBody } from './incoming-body.ts';
import type { StoredChecksum, StoredObject } from './object-record.ts';
import { S3Error } from './s3-error.ts';
import { decodePart, type S3Request } from './s3-request.ts';

/** `PutObject`: streamed to disk, verified, and then in place at once. */
export const putObject: Operation = async (exchange) => {
  const { request, response, authorisation } = exchange;
  const bucket = addressedBucket(exchange);
  requireLength(request);
  const condition = parseWriteCondition((name) => requestHeader(exchange, name));
  const description = describeObject(request.headers);
  const body = receiveBody(request, authorisation);
  const stagedPath = await bucket.files.stage(body.bytes);
  const { digests, checksum } = body.result();
  const stored: StoredChecksum | undefined = checksum && { ...checksum, type: 'FULL_OBJECT' };
  const { size, md5: etag } = digests;
  const object = await bucket.write(
    { key: request.key, stagedPath, size, etag, checksum: stored, description },
    condition,
  );
  announce(exchange, bucket, object, { reason: 'PutObject', requester: authorisation.accessKeyId });
  response.writeHead(200, {
    etag: `"${object.etag}"`,
    ...versionHeaders(bucket, object),
    ...(stored && { [checksumHeader(stored.algorithm)]: stored.value, 'x-amz-checksum-type': stored.type }),
  });
  response.end();
};

/** `CopyObject`. */
export const copyObject: Operation = async (exchange) => {
  const { request, response, authorisation } = exchange;
  const bucket = addressedBucket(exchange);
  const condition = parseWriteCondition((name) => requestHeader(exchange, name));
  const source = findSource(exchange);
  const description = copiedDescription(exchange, source);
  const handle = await source.bucket.openBytes(source.object);
  if (!handle) throw new S3Error('NoSuchKey', 'The source of the copy was removed while it was asked for.');
  const algorithm = source.object.checksum?.algorithm;
  const copy = measured(handle.createReadStream(), algorithm ? [algorithm] : []);
  const stagedPath = await bucket.files.stage(copy.bytes);
  const { size, md5: etag, checksums } = copy.result();
  const value = algorithm && checksums.get(algorithm);
  const checksum: StoredChecksum | undefined =
    value && algorithm ? { algorithm, value, type: 'FULL_OBJECT' } : undefined;
  const object = await bucket.write({ key: request.key, stagedPath, size, etag, checksum, description }, condition);
  announce(exchange, bucket, object, { reason: 'CopyObject', requester: authorisation.accessKeyId });
  const sourceVersion = versionHeaders(source.bucket, source.object)['x-amz-version-id'];
  if (sourceVersion !== undefined) response.setHeader('x-amz-copy-source-version-id', sourceVersion);
  for (const [name, version] of Object.entries(versionHeaders(bucket, object))) response.setHeader(name, version);
  answerXml(exchange, 'CopyObjectResult', { LastModified: object.lastModified, ETag: `"${object.etag}"` });
};

/** Bytes without a length could be cut short and nobody would know. @throws S3Error `MissingContentLength` */
export function requireLength({ headers }: S3Request): void {
  const known = headers['content-length'] ?? headers['x-amz-decoded-content-length'];
  if (known === undefined) throw new S3Error('MissingContentLength', 'You must provide the Content-Length header.');
}

function findSource(exchange: Exchange) {
  const [path = '', versionId] = (requestHeader(exchange, 'x-amz-copy-source') ?? '').split('?versionId=');
  const [, bucketName, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodePart(path)) ?? [];
  if (bucketName === undefined || key === undefined) {
    throw new S3Error('InvalidArgument', 'x-amz-copy-source must read <bucket>/<key>, percent-encoded.');
  }
  const bucket = exchange.service.buckets.get(bucketName);
  const object = findObject(bucket, key, versionId);
  if (isNotModified((name) => requestHeader(exchange, name), object, 'x-amz-copy-source-')) {
    throw new S3Error('PreconditionFailed', 'At least one of the preconditions did not hold.');
  }
  return { bucket, object };
}

function copiedDescription(exchange: Exchange, source: { bucket: { name: string }; object: StoredObject }) {
  const { request } = exchange;
  const directive = requestHeader(exchange, 'x-amz-metadata-directive') ?? 'COPY';
  const described = describeObject(request.headers);
  if (directive === 'REPLACE') return described;
  if (directive !== 'COPY') throw new S3Error('InvalidArgument', 'x-amz-metadata-directive is COPY or REPLACE.');
  const ontoItself = source.bucket.name === request.bucket && source.object.key === request.key;
  if (ontoItself && requestHeader(exchange, 'x-amz-copy-source')?.includes('?versionId=') !== true) {
    throw new S3Error('InvalidRequest', 'An object can be copied onto itself only to change its metadata.');
  }
  return { headers: source.object.headers, metadata: source.object.metadata };
}
