import type { ServerResponse } from 'node:http';
import type { Bucket } from './bucket.ts';
import type { Buckets } from './buckets.ts';
import type { ObjectCreated, WriteReason } from './object-created.ts';
import { NULL_VERSION, type ObjectRecord, type StoredObject } from './object-record.ts';
import type { S3Request } from './s3-request.ts';
import type { Authorisation, SignatureVerifier } from './signature.ts';
import { toXml, type XmlContent } from './xml.ts';

/** What all operations of one server share. */
export interface S3Service {
  readonly buckets: Buckets;
  readonly region: string;
  readonly verifier: SignatureVerifier;
  readonly onObjectCreated: (detail: ObjectCreated) => void;
  /** Told of what went wrong in here, and not at the client. */
  readonly onError: (error: unknown) => void;
}

/** One request that is being answered. */
export interface Exchange {
  readonly service: S3Service;
  readonly request: S3Request;
  readonly response: ServerResponse;
  readonly authorisation: Authorisation;
}

/** One operation of the S3 API: answers the request, or throws an `S3Error` before it has sent anything. */
export type Operation = (exchange: Exchange) => Promise<void>;

/** The value of a query parameter, or undefined. */
export const parameter = ({ request }: Exchange, name: string) => request.query.get(name);

/** The value of a request's header, or undefined. */
export const requestHeader = ({ request }: Exchange, name: string) => request.headers[name];

/** The bucket that is addressed. @throws S3Error `NoSuchBucket` */
export const addressedBucket = ({ service, request }: Exchange): Bucket => service.buckets.get(request.bucket);

/** Answers 200 with a document. */
export function answerXml({ response }: Exchange, root: string, content: XmlContent): void {
  response.setHeader('content-type', 'application/xml');
  response.end(toXml(root, content));
}

/** The header that names a version; a bucket that never had versions does not speak of them. */
export function versionHeaders(bucket: Bucket, record: ObjectRecord): Record<string, string> {
  if (bucket.versioning === 'Off' && record.versionId === NULL_VERSION) return {};
  return { 'x-amz-version-id': record.versionId };
}

/** Tells the world of a new object. It has been written, so nothing that happens here may fail the request. */
export function announce(
  { service, request }: Pick<Exchange, 'service' | 'request'>,
  bucket: Bucket,
  object: StoredObject,
  { reason, requester }: { reason: WriteReason; requester: string },
): void {
  const versioned = bucket.versioning === 'Off' ? {} : { 'version-id': object.versionId };
  try {
    service.onObjectCreated({
      version: '0',
      bucket: { name: bucket.name },
      object: { key: object.key, size: object.size, etag: object.etag, ...versioned, sequencer: object.sequence },
      'request-id': request.id,
      requester,
      'source-ip-address': request.message.socket.remoteAddress ?? '127.0.0.1',
      reason,
    });
  } catch (error) {
    service.onError(error);
  }
}
