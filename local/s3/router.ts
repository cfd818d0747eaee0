import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  getBucketVersioning,
  headBucket,
  listBuckets,
  putBucketVersioning,
} from './bucket-operations.ts';
import { completeMultipartUpload } from './complete-upload.ts';
import { deleteObject, deleteObjects } from './delete-object.ts';
import type { Operation } from './exchange.ts';
import { listObjects, listObjectsV2, listObjectVersions } from './list-operations.ts';
import {
  abortMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
} from './multipart-operations.ts';
import { getObject, headObject } from './read-object.ts';
import { S3Error } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';
import { copyObject, putObject } from './write-object.ts';

/**
 * Query parameters that choose another operation. All of S3's are named, those that are not supported as well: a
 * request to set an object's tags must not be taken for one to write the object.
 */
const SELECTORS = new Set(
  (
    'accelerate acl analytics attributes cors delete encryption intelligent-tiering inventory legal-hold lifecycle ' +
    'list-type location logging metadataConfiguration metadataTable metrics notification object-lock ' +
    'ownershipControls partNumber policy policyStatus publicAccessBlock renameObject replication requestPayment ' +
    'restore retention select select-type session tagging torrent uploadId uploads versioning versions website'
  ).split(' '),
);

/** The header that turns a write into a copy chooses like a parameter. */
const COPY = 'x-amz-copy-source';

/** `<method> <what is addressed> <selectors in order>` */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  'GET service': listBuckets,
  'PUT bucket': createBucket,
  'HEAD bucket': headBucket,
  'DELETE bucket': deleteBucket,
  'GET bucket': listObjects,
  'GET bucket list-type': listObjectsV2,
  'GET bucket versions': listObjectVersions,
  'GET bucket location': getBucketLocation,
  'GET bucket versioning': getBucketVersioning,
  'PUT bucket versioning': putBucketVersioning,
  'GET bucket uploads': listMultipartUploads,
  'POST bucket delete': deleteObjects,
  'GET object': getObject,
  'HEAD object': headObject,
  'PUT object': putObject,
  [`PUT object ${COPY}`]: copyObject,
  'DELETE object': deleteObject,
  'POST object uploads': createMultipartUpload,
  'PUT object partNumber uploadId': uploadPart,
  'GET object uploadId': listParts,
  'POST object uploadId': completeMultipartUpload,
  'DELETE object uploadId': abortMultipartUpload,
};

/** The operation that a request asks for. @throws S3Error `NotImplemented` or `MethodNotAllowed` */
export function chooseOperation(request: S3Request): Operation {
  const selectors = [...request.query.keys()].filter((name) => SELECTORS.has(name));
  if (request.headers[COPY] !== undefined) selectors.push(COPY);
  const level = request.bucket === '' ? 'service' : request.key === '' ? 'bucket' : 'object';
  const operation = OPERATIONS[[request.method, level, ...selectors.sort()].join(' ')];
  if (operation) return operation;
  if (selectors.length > 0) {
    throw new S3Error('NotImplemented', `This server does not support ${request.method} with ${selectors.join(', ')}.`);
  }
  throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.');
}

/** Whether the request is a browser's form, which is authorised by a policy inside of it. */
export function isUploadForm(request: S3Request): boolean {
  const type = request.headers['content-type'] ?? '';
  const level = request.bucket !== '' && request.key === '';
  return request.method === 'POST' && level && request.query.size === 0 && /^multipart\/form-data/i.test(type);
}
