import { ALGORITHM } from '../signature-version-4.ts';
import { CHECKSUM_ALGORITHMS, checksumHeader, measured } from './checksums.ts';
import { checkNotExpired, parseCredentialScope } from './credential-scope.ts';
import { describeObject } from './describe-object.ts';
import { announce, type Exchange, versionHeaders } from './exchange.ts';
import { readUploadForm } from './form-data.ts';
import { rawBody } from './incoming-body.ts';
import type { StoredChecksum, StoredObject } from './object-record.ts';
import { checkPolicy, limitSize, type SizeRange } from './post-policy.ts';
import { S3Error } from './s3-error.ts';
import { checkKeyLength } from './s3-request.ts';
import { toXml } from './xml.ts';

type Fields = ReadonlyMap<string, string>;
type UnsignedExchange = Omit<Exchange, 'authorisation'>;

/** A week: the policy has an expiry of its own, and this is the longest that S3 lets any signature live. */
const SIGNATURE_SECONDS = 7 * 24 * 3600;

/** S3 puts the file's own name here. */
const FILE_NAME_VARIABLE = `$\{filename}`;

/** `POST Object`: a browser's form, allowed by a policy that somebody with the key has signed. */
export async function postObject(exchange: UnsignedExchange): Promise<void> {
  const { service, request } = exchange;
  const form = await readUploadForm(request.headers['content-type'] ?? '', rawBody(request.message));
  const key = (form.fields.get('key') ?? '').replaceAll(FILE_NAME_VARIABLE, () => form.fileName);
  if (key === '') throw new S3Error('InvalidArgument', 'The form must have a field named key, and not an empty one.');
  checkKeyLength(key);
  const fields = new Map([...form.fields, ['bucket', request.bucket], ['key', key]]);
  const { requester, sizeRange } = await authorise(exchange, fields);
  const bucket = service.buckets.get(request.bucket);
  const description = describeObject(Object.fromEntries(fields));
  const algorithm = CHECKSUM_ALGORITHMS.find((one) => fields.has(checksumHeader(one)));
  const file = measured(limitSize(form.file, sizeRange), algorithm ? [algorithm] : []);
  const stagedPath = await bucket.files.stage(file.bytes);
  const { size, md5: etag, checksums } = file.result();
  const given = algorithm && fields.get(checksumHeader(algorithm));
  if (algorithm && given !== checksums.get(algorithm)) {
    await bucket.files.discard(stagedPath);
    throw new S3Error('BadDigest', `The ${algorithm} you specified did not match what we received.`);
  }
  const checksum: StoredChecksum | undefined =
    algorithm && given !== undefined ? { algorithm, value: given, type: 'FULL_OBJECT' } : undefined;
  const object = await bucket.write({ key, stagedPath, size, etag, checksum, description }, undefined);
  announce(exchange, bucket, object, { reason: 'POST Object', requester });
  for (const [name, value] of Object.entries(versionHeaders(bucket, object))) exchange.response.setHeader(name, value);
  answer(exchange, fields, object);
}

async function authorise({ service }: UnsignedExchange, fields: Fields) {
  const field = (name: string) => {
    const value = fields.get(name);
    if (value) return value;
    throw new S3Error('AccessDenied', `Access Denied. The form must have a field named ${name}.`);
  };
  const policy = field('policy');
  if (field('x-amz-algorithm') !== ALGORITHM) throw new S3Error('InvalidArgument', `x-amz-algorithm is ${ALGORITHM}.`);
  const scope = parseCredentialScope(field('x-amz-credential'), field('x-amz-date'), 'InvalidArgument');
  await service.verifier.verifyText(policy, scope, field('x-amz-signature'));
  checkNotExpired(scope, SIGNATURE_SECONDS);
  const sizeRange: SizeRange = checkPolicy(policy, fields);
  return { requester: scope.accessKeyId, sizeRange };
}

/** As the form wishes: a redirect, a document, or nothing. */
function answer({ response, request }: UnsignedExchange, fields: Fields, object: StoredObject): void {
  const etag = `"${object.etag}"`;
  const location = `/${request.bucket}/${encodeURIComponent(object.key)}`;
  response.setHeader('etag', etag);
  const redirect = fields.get('success_action_redirect');
  if (redirect !== undefined && URL.canParse(redirect)) {
    const target = new URL(redirect);
    for (const [name, value] of Object.entries({ bucket: request.bucket, key: object.key, etag })) {
      target.searchParams.set(name, value);
    }
    response.writeHead(303, { location: target.href }).end();
    return;
  }
  response.setHeader('location', location);
  if (fields.get('success_action_status') !== '201') {
    response.writeHead(fields.get('success_action_status') === '200' ? 200 : 204).end();
    return;
  }
  const document = { Location: location, Bucket: request.bucket, Key: object.key, ETag: etag };
  response.writeHead(201, { 'content-type': 'application/xml' }).end(toXml('PostResponse', document));
}
