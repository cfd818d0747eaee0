import type { Bucket } from './bucket.ts';
import { addressedBucket, answerXml, type Exchange, type Operation, parameter } from './exchange.ts';
import { listPage, type PageRequest } from './list-page.ts';
import { NULL_VERSION, type ObjectRecord, type StoredObject } from './object-record.ts';
import { S3Error } from './s3-error.ts';
import type { XmlContent } from './xml.ts';

/** S3 never sends more than this in one page. */
const PAGE_LIMIT = 1000;

/** S3's owner of everything: there is one account here. */
export const OWNER = { ID: 'local', DisplayName: 'local' } as const;

/** `ListObjectsV2`. */
export const listObjectsV2: Operation = async (exchange) => {
  if (parameter(exchange, 'list-type') !== '2') throw new S3Error('InvalidArgument', 'list-type must be 2.');
  const bucket = addressedBucket(exchange);
  const token = parameter(exchange, 'continuation-token');
  const startAfter = parameter(exchange, 'start-after');
  const after = token === undefined ? (startAfter ?? '') : decodeToken(token);
  const request = readPageRequest(exchange, after);
  const page = listPage(bucket.keys, request, (key) => bucket.current(key) !== undefined);
  const encode = readEncoding(exchange);
  answerXml(exchange, 'ListBucketResult', {
    ...shared(exchange, bucket, request, encode),
    KeyCount: page.keys.length + page.commonPrefixes.length,
    StartAfter: startAfter === undefined ? undefined : encode(startAfter),
    ContinuationToken: token,
    IsTruncated: page.next !== undefined,
    NextContinuationToken: page.next === undefined ? undefined : encodeToken(page.next),
    Contents: contents(bucket, page.keys, encode, parameter(exchange, 'fetch-owner') === 'true'),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  });
};

/** `ListObjects`, the first version, which some clients still speak. */
export const listObjects: Operation = async (exchange) => {
  const bucket = addressedBucket(exchange);
  const marker = parameter(exchange, 'marker') ?? '';
  const request = readPageRequest(exchange, marker);
  const page = listPage(bucket.keys, request, (key) => bucket.current(key) !== undefined);
  const encode = readEncoding(exchange);
  answerXml(exchange, 'ListBucketResult', {
    ...shared(exchange, bucket, request, encode),
    Marker: encode(marker),
    IsTruncated: page.next !== undefined,
    NextMarker: page.next === undefined ? undefined : encode(page.next),
    Contents: contents(bucket, page.keys, encode, true),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  });
};

/** `ListObjectVersions`: every version and delete marker, keys in order, of one key the newest first. */
export const listObjectVersions: Operation = async (exchange) => {
  const bucket = addressedBucket(exchange);
  const [keyMarker, versionMarker] = [parameter(exchange, 'key-marker'), parameter(exchange, 'version-id-marker')];
  const request = readPageRequest(exchange, keyMarker ?? '');
  const encode = readEncoding(exchange);
  // The versions of the marker's key that are older than the marker's version come first.
  const rest = keyMarker !== undefined && versionMarker ? olderVersions(bucket, keyMarker, versionMarker) : [];
  const page = listPage(bucket.keys, request, () => true);
  const all = [...rest, ...page.keys.flatMap((key) => bucket.versions(key))];
  const listed = all.slice(0, request.limit);
  const last = listed.at(-1);
  const cut = all.length > listed.length && last !== undefined;
  const truncated = cut || page.next !== undefined;
  // A page that is cut short leaves the common prefixes behind the cut to the next page.
  const prefixes = page.commonPrefixes.filter((prefix) => !cut || prefix < last.key);
  answerXml(exchange, 'ListVersionsResult', {
    ...shared(exchange, bucket, request, encode),
    KeyMarker: encode(keyMarker ?? ''),
    VersionIdMarker: versionMarker ?? '',
    IsTruncated: truncated,
    NextKeyMarker: truncated ? encode(cut ? last.key : (page.next ?? '')) : undefined,
    NextVersionIdMarker: cut ? last.versionId : undefined,
    Version: listed.filter((record) => record.kind === 'object').map((record) => version(bucket, record, encode)),
    DeleteMarker: listed
      .filter((record) => record.kind === 'delete-marker')
      .map((record) => versionEntry(bucket, record, encode)),
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  });
};

type Encode = (text: string) => string;

function readPageRequest(exchange: Exchange, after: string): PageRequest {
  const limit = Number(parameter(exchange, 'max-keys') ?? PAGE_LIMIT);
  if (!Number.isInteger(limit) || limit < 0) throw new S3Error('InvalidArgument', 'max-keys is a number from 0 on.');
  return {
    prefix: parameter(exchange, 'prefix') ?? '',
    delimiter: parameter(exchange, 'delimiter') ?? '',
    after,
    limit: Math.min(limit, PAGE_LIMIT),
  };
}

/** With `encoding-type=url` keys are percent-encoded, so that XML can carry any of them. */
function readEncoding(exchange: Exchange): Encode {
  const encoding = parameter(exchange, 'encoding-type');
  if (encoding === undefined) return (text) => text;
  if (encoding !== 'url') throw new S3Error('InvalidArgument', 'encoding-type can only be url.');
  return (text) => encodeURIComponent(text).replaceAll('%2F', '/');
}

function shared(exchange: Exchange, bucket: Bucket, request: PageRequest, encode: Encode): XmlContent {
  return {
    Name: bucket.name,
    Prefix: encode(request.prefix),
    Delimiter: request.delimiter === '' ? undefined : encode(request.delimiter),
    MaxKeys: request.limit,
    EncodingType: parameter(exchange, 'encoding-type'),
  };
}

function contents(bucket: Bucket, keys: readonly string[], encode: Encode, withOwner: boolean): XmlContent[] {
  return keys.flatMap((key) => {
    const object = bucket.current(key);
    return object ? [{ ...objectEntry(object, encode), Owner: withOwner ? OWNER : undefined }] : [];
  });
}

function objectEntry(object: StoredObject, encode: Encode): XmlContent {
  return {
    Key: encode(object.key),
    LastModified: object.lastModified,
    ETag: `"${object.etag}"`,
    Size: object.size,
    StorageClass: 'STANDARD',
    ...(object.checksum && {
      ChecksumAlgorithm: object.checksum.algorithm,
      ChecksumType: object.checksum.type,
    }),
  };
}

function version(bucket: Bucket, object: StoredObject, encode: Encode): XmlContent {
  return { ...objectEntry(object, encode), ...versionEntry(bucket, object, encode) };
}

function versionEntry(bucket: Bucket, record: ObjectRecord, encode: Encode): XmlContent {
  return {
    Key: encode(record.key),
    VersionId: record.versionId || NULL_VERSION,
    IsLatest: bucket.versions(record.key)[0] === record,
    LastModified: record.lastModified,
    Owner: OWNER,
  };
}

function olderVersions(bucket: Bucket, key: string, versionId: string): readonly ObjectRecord[] {
  const versions = bucket.versions(key);
  return versions.slice(versions.findIndex((record) => record.versionId === versionId) + 1);
}

const encodeToken = (after: string) => Buffer.from(after).toString('base64url');
const decodeToken = (token: string) => Buffer.from(token, 'base64url').toString('utf8');
