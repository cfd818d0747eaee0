import { CONTENT_HEADERS, type ObjectDescription, type StoredObject } from './object-record.ts';
import { S3Error } from './s3-error.ts';

type Fields = Readonly<Record<string, string | undefined>>;

const METADATA_PREFIX = 'x-amz-meta-';

/** S3's bound on user metadata: the sum of the bytes of names and values. */
const METADATA_BYTES = 2048;

/** S3's type for what was sent without one. */
const DEFAULT_TYPE = 'binary/octet-stream';

/** What changes an object's meaning and is not kept here. To take it and forget it would be worse than to refuse it. */
const UNSUPPORTED = [
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-legal-hold',
  'x-amz-object-lock-retain-until-date',
  'x-amz-website-redirect-location',
  'x-amz-write-offset-bytes',
  'x-amz-tagging',
] as const;

/**
 * Reads what a client says of an object from headers, or from a form's fields; names are in lower case.
 * @throws S3Error `NotImplemented` for what cannot be kept, `MetadataTooLarge`
 */
export function describeObject(fields: Fields): ObjectDescription {
  const unsupported = UNSUPPORTED.find((name) => fields[name] !== undefined);
  if (unsupported) throw new S3Error('NotImplemented', `This server does not support ${unsupported}.`);
  const metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name.startsWith(METADATA_PREFIX) && value !== undefined) metadata[name.slice(METADATA_PREFIX.length)] = value;
  }
  const bytes = Object.entries(metadata).flat().join('').length;
  if (bytes > METADATA_BYTES)
    throw new S3Error('MetadataTooLarge', `User metadata has at most ${METADATA_BYTES} bytes.`);
  return { headers: contentHeaders(fields), metadata };
}

function contentHeaders(fields: Fields): ObjectDescription['headers'] {
  const headers: ObjectDescription['headers'] = { 'content-type': DEFAULT_TYPE };
  for (const name of CONTENT_HEADERS) {
    const value = fields[name];
    if (value !== undefined && value !== '') headers[name] = value;
  }
  // `aws-chunked` is about the way the bytes travelled, the rest about the bytes.
  const encodings = (headers['content-encoding'] ?? '').split(',').map((encoding) => encoding.trim());
  const kept = encodings.filter((encoding) => encoding !== '' && encoding !== 'aws-chunked');
  delete headers['content-encoding'];
  return kept.length === 0 ? headers : { ...headers, 'content-encoding': kept.join(',') };
}

/** The headers that tell a reader what was written of an object. */
export function descriptionHeaders({ headers, metadata }: StoredObject): Record<string, string> {
  const own = Object.entries(metadata).map(([name, value]) => [`${METADATA_PREFIX}${name}`, value] as const);
  const content = Object.entries(headers).map(([name, value]) => [name, value] as const);
  return Object.fromEntries([...content, ...own]);
}
