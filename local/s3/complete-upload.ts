import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Bucket } from './bucket.ts';
import { checksumElement, checksumHeader, checksumOf, type Digests, measured } from './checksums.ts';
import { parseWriteCondition } from './conditions.ts';
import {
  addressedBucket,
  announce,
  answerXml,
  type Exchange,
  type Operation,
  parameter,
  requestHeader,
  versionHeaders,
} from './exchange.ts';
import { receiveText } from './incoming-body.ts';
import { findUpload } from './multipart-operations.ts';
import type { MultipartUpload, MultipartUploads, UploadedPart } from './multipart-uploads.ts';
import type { StoredChecksum, StoredObject } from './object-record.ts';
import { S3Error } from './s3-error.ts';
import { fromXml } from './xml.ts';

/** S3's bound, in bytes, on every part but the last. */
const SMALLEST_PART = 5 * 2 ** 20;

const namedPart = z.looseObject({ PartNumber: z.coerce.number().int(), ETag: z.string() });
type NamedPart = z.infer<typeof namedPart>;
const completeRequest = z.object({ Part: z.array(namedPart).min(1) });

/**
 * `CompleteMultipartUpload`: the named parts become one object. Until that is in place the upload stays as it is, so a
 * completion that failed or was interrupted can be sent again.
 */
export const completeMultipartUpload: Operation = async (exchange) => {
  const { request, authorisation } = exchange;
  const bucket = addressedBucket(exchange);
  const named = fromXml(await receiveText(request, authorisation), 'CompleteMultipartUpload', completeRequest).Part;
  // One completion at a time: the second one finds the upload gone, and not half of its parts.
  const object = await bucket.completions.run(parameter(exchange, 'uploadId') ?? '', async () => {
    const { uploads, upload } = await findUpload(exchange);
    const written = await writeWhole(exchange, bucket, uploads, upload, named);
    await uploads.remove(upload);
    return written;
  });
  announce(exchange, bucket, object, { reason: 'CompleteMultipartUpload', requester: authorisation.accessKeyId });
  for (const [name, value] of Object.entries(versionHeaders(bucket, object))) exchange.response.setHeader(name, value);
  const { checksum } = object;
  answerXml(exchange, 'CompleteMultipartUploadResult', {
    ...{ Location: `/${bucket.name}/${encodeURIComponent(object.key)}`, Bucket: bucket.name, Key: object.key },
    ETag: `"${object.etag}"`,
    ...(checksum && { [checksumElement(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type }),
  });
};

async function writeWhole(
  exchange: Exchange,
  bucket: Bucket,
  uploads: MultipartUploads,
  upload: MultipartUpload,
  named: readonly NamedPart[],
): Promise<StoredObject> {
  const condition = parseWriteCondition((name) => requestHeader(exchange, name));
  const parts = chooseParts(named, await uploads.parts(upload));
  const algorithms = upload.checksum?.type === 'FULL_OBJECT' ? [upload.checksum.algorithm] : [];
  const whole = measured(uploads.read(upload, parts), algorithms);
  const stagedPath = await bucket.files.stage(whole.bytes);
  const digests = whole.result();
  const checksum = upload.checksum && wholeChecksum(upload.checksum, parts, digests);
  const given = checksum && requestHeader(exchange, checksumHeader(checksum.algorithm));
  if (given !== undefined && given !== checksum?.value) {
    await bucket.files.discard(stagedPath);
    throw new S3Error('BadDigest', 'The checksum you specified is not that of the assembled object.');
  }
  const etag = `${md5OfMd5s(parts)}-${parts.length}`;
  const { key, description } = upload;
  return bucket.write({ key, stagedPath, size: digests.size, etag, checksum, description }, condition);
}

/** @throws S3Error `InvalidPartOrder`, `InvalidPart` or `EntityTooSmall` */
function chooseParts(named: readonly NamedPart[], uploaded: readonly UploadedPart[]): UploadedPart[] {
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  const parts = named.map((wanted, index) => {
    if (index > 0 && wanted.PartNumber <= (named[index - 1]?.PartNumber ?? 0)) {
      throw new S3Error('InvalidPartOrder', 'The parts must be listed in the order of their numbers, each once.');
    }
    const part = byNumber.get(wanted.PartNumber);
    if (part && isSame(wanted, part)) return part;
    throw new S3Error('InvalidPart', 'One of the parts was not uploaded, or its ETag or checksum is another.');
  });
  if (parts.slice(0, -1).some(({ size }) => size < SMALLEST_PART)) {
    throw new S3Error('EntityTooSmall', 'Every part but the last must have at least 5 MiB.');
  }
  return parts;
}

function isSame(named: NamedPart, part: UploadedPart): boolean {
  const checksum = part.checksum && named[checksumElement(part.checksum.algorithm)];
  return named.ETag.replaceAll('"', '') === part.etag && (checksum === undefined || checksum === part.checksum?.value);
}

/** S3's ETag of what came in parts: the MD5 of the parts' MD5s, with the number of parts. */
function md5OfMd5s(parts: readonly UploadedPart[]): string {
  const md5s = parts.map(({ etag }) => etag).join('');
  return createHash('md5').update(md5s, 'hex').digest('hex');
}

/** Of the whole object, or the checksum of the parts' checksums with the number of parts; none if a part has none. */
function wholeChecksum(
  { algorithm, type }: NonNullable<MultipartUpload['checksum']>,
  parts: readonly UploadedPart[],
  digests: Digests,
): StoredChecksum | undefined {
  if (type === 'FULL_OBJECT') {
    const value = digests.checksums.get(algorithm);
    return value === undefined ? undefined : { algorithm, value, type };
  }
  const values = parts.flatMap(({ checksum }) => (checksum?.algorithm === algorithm ? [checksum.value] : []));
  if (values.length < parts.length) return undefined;
  const bytes = Buffer.concat(values.map((value) => Buffer.from(value, 'base64')));
  return { algorithm, value: `${checksumOf(algorithm, bytes)}-${parts.length}`, type };
}
