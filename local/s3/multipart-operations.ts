import { checksumElement, checksumHeader, parseChecksumAlgorithm } from './checksums.ts';
import { describeObject } from './describe-object.ts';
import { addressedBucket, answerXml, type Exchange, type Operation, parameter, requestHeader } from './exchange.ts';
import { receiveBody } from './incoming-body.ts';
import { OWNER } from './list-operations.ts';
import { type MultipartUpload, MultipartUploads } from './multipart-uploads.ts';
import { S3Error } from './s3-error.ts';
import { requireLength } from './write-object.ts';

/** S3's bound on part numbers. */
const MOST_PARTS = 10_000;

/** `CreateMultipartUpload`. */
export const createMultipartUpload: Operation = async (exchange) => {
  const { key, headers } = exchange.request;
  const bucket = addressedBucket(exchange);
  const checksum = readChecksum(exchange);
  const described = { key, description: describeObject(headers), ...(checksum && { checksum }) };
  const upload = await new MultipartUploads(bucket).start(described);
  if (checksum) {
    exchange.response.setHeader('x-amz-checksum-algorithm', checksum.algorithm);
    exchange.response.setHeader('x-amz-checksum-type', checksum.type);
  }
  answerXml(exchange, 'InitiateMultipartUploadResult', { Bucket: bucket.name, Key: key, UploadId: upload.id });
};

/** `UploadPart`. */
export const uploadPart: Operation = async (exchange) => {
  const { request, response, authorisation } = exchange;
  const { uploads, upload } = await findUpload(exchange);
  const number = Number(parameter(exchange, 'partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > MOST_PARTS) {
    throw new S3Error('InvalidArgument', `Part number must be an integer between 1 and ${MOST_PARTS}, inclusive.`);
  }
  requireLength(request);
  const body = receiveBody(request, authorisation);
  const stagedPath = await addressedBucket(exchange).files.stage(body.bytes);
  const { digests, checksum } = body.result();
  const part = { number, size: digests.size, etag: digests.md5, lastModified: new Date().toISOString() };
  await uploads.addPart(upload, { ...part, ...(checksum && { checksum }) }, stagedPath);
  if (checksum) response.setHeader(checksumHeader(checksum.algorithm), checksum.value);
  response.writeHead(200, { etag: `"${digests.md5}"` }).end();
};

/** `AbortMultipartUpload`. */
export const abortMultipartUpload: Operation = async (exchange) => {
  const { uploads, upload } = await findUpload(exchange);
  await uploads.remove(upload);
  exchange.response.writeHead(204).end();
};

/** `ListParts`. */
export const listParts: Operation = async (exchange) => {
  const { uploads, upload } = await findUpload(exchange);
  const marker = Number(parameter(exchange, 'part-number-marker') ?? 0);
  const limit = Math.min(Number(parameter(exchange, 'max-parts') ?? 1000), 1000);
  const after = (await uploads.parts(upload)).filter(({ number }) => number > marker);
  const page = after.slice(0, limit);
  answerXml(exchange, 'ListPartsResult', {
    Bucket: addressedBucket(exchange).name,
    Key: upload.key,
    UploadId: upload.id,
    Owner: OWNER,
    Initiator: OWNER,
    StorageClass: 'STANDARD',
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.number ?? marker,
    MaxParts: limit,
    IsTruncated: page.length < after.length,
    ChecksumAlgorithm: upload.checksum?.algorithm,
    ChecksumType: upload.checksum?.type,
    Part: page.map(({ number, size, etag, lastModified, checksum }) => ({
      ...{ PartNumber: number, LastModified: lastModified, ETag: `"${etag}"`, Size: size },
      ...(checksum && { [checksumElement(checksum.algorithm)]: checksum.value }),
    })),
  });
};

/** `ListMultipartUploads`: all of them on one page, since one machine has few. */
export const listMultipartUploads: Operation = async (exchange) => {
  const bucket = addressedBucket(exchange);
  const prefix = parameter(exchange, 'prefix') ?? '';
  const uploads = (await new MultipartUploads(bucket).all()).filter(({ key }) => key.startsWith(prefix));
  const encode = parameter(exchange, 'encoding-type') === 'url' ? encodeURIComponent : (text: string) => text;
  answerXml(exchange, 'ListMultipartUploadsResult', {
    Bucket: bucket.name,
    Prefix: encode(prefix),
    EncodingType: parameter(exchange, 'encoding-type'),
    IsTruncated: false,
    Upload: uploads.map(({ id, key, startedAt }) => ({
      ...{ Key: encode(key), UploadId: id, Initiated: startedAt, StorageClass: 'STANDARD' },
      ...{ Owner: OWNER, Initiator: OWNER },
    })),
  });
};

/** The upload that a request names. @throws S3Error `NoSuchUpload` */
export async function findUpload(exchange: Exchange): Promise<{ uploads: MultipartUploads; upload: MultipartUpload }> {
  const uploads = new MultipartUploads(addressedBucket(exchange));
  return { uploads, upload: await uploads.get(parameter(exchange, 'uploadId'), exchange.request.key) };
}

/** CRC-64/NVME exists only over the whole object; the others are made of the parts' checksums unless asked otherwise. */
function readChecksum(exchange: Exchange): MultipartUpload['checksum'] {
  const name = requestHeader(exchange, 'x-amz-checksum-algorithm');
  if (name === undefined) return undefined;
  const algorithm = parseChecksumAlgorithm(name);
  const type =
    requestHeader(exchange, 'x-amz-checksum-type') ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  if (type === 'COMPOSITE' || type === 'FULL_OBJECT') return { algorithm, type };
  throw new S3Error('InvalidRequest', 'x-amz-checksum-type is COMPOSITE or FULL_OBJECT.');
}
