import type { Bucket } from './bucket.ts';
import type { StoredObject } from './object-record.ts';
import { S3Error } from './s3-error.ts';

/**
 * The object that a reader asks for: the current one, or one version.
 * @throws S3Error `NoSuchKey`, `NoSuchVersion`, or `MethodNotAllowed` when the version is a delete marker
 */
export function findObject(bucket: Bucket, key: string, versionId: string | undefined): StoredObject {
  const versions = bucket.versions(key);
  const found = versionId === undefined ? versions[0] : versions.find((record) => record.versionId === versionId);
  if (found?.kind === 'object') return found;
  if (found === undefined) {
    if (versionId === undefined) throw new S3Error('NoSuchKey', 'The specified key does not exist.');
    throw new S3Error('NoSuchVersion', 'The specified version does not exist.');
  }
  const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': found.versionId };
  if (versionId === undefined) throw new S3Error('NoSuchKey', 'The specified key does not exist.', headers);
  throw new S3Error('MethodNotAllowed', 'The specified version is a delete marker.', headers);
}
