import { z } from 'zod';
import type { Bucket } from './bucket.ts';
import { parseWriteCondition, type WriteCondition } from './conditions.ts';
import { addressedBucket, answerXml, type Operation, parameter, requestHeader } from './exchange.ts';
import { receiveText } from './incoming-body.ts';
import { S3Error } from './s3-error.ts';
import { fromXml, type XmlContent } from './xml.ts';

/** `DeleteObject`: of the key, or of one version for good. What is not there is deleted already. */
export const deleteObject: Operation = async (exchange) => {
  const condition = parseWriteCondition((name) => requestHeader(exchange, name));
  const { key } = exchange.request;
  const deleted = await deleteOne(addressedBucket(exchange), key, parameter(exchange, 'versionId'), condition);
  if (deleted.marker) exchange.response.setHeader('x-amz-delete-marker', 'true');
  if (deleted.versionId !== undefined) exchange.response.setHeader('x-amz-version-id', deleted.versionId);
  exchange.response.writeHead(204).end();
};

/** S3's bound on one request. */
const KEYS_AT_ONCE = 1000;

const deleteRequest = z.object({
  Object: z.array(z.object({ Key: z.string().min(1), VersionId: z.string().min(1).optional() })).min(1),
  Quiet: z.string().optional(),
});

/** `DeleteObjects`. */
export const deleteObjects: Operation = async (exchange) => {
  const bucket = addressedBucket(exchange);
  const text = await receiveText(exchange.request, exchange.authorisation);
  const { Object: wanted, Quiet } = fromXml(text, 'Delete', deleteRequest);
  if (wanted.length > KEYS_AT_ONCE) throw new S3Error('MalformedXML', `At most ${KEYS_AT_ONCE} keys at once.`);
  const results: XmlContent[] = [];
  for (const { Key, VersionId } of wanted) {
    const { marker, versionId } = await deleteOne(bucket, Key, VersionId, undefined);
    const markerId = marker ? versionId : undefined;
    results.push({ Key, VersionId, DeleteMarker: marker || undefined, DeleteMarkerVersionId: markerId });
  }
  answerXml(exchange, 'DeleteResult', { Deleted: Quiet?.trim() === 'true' ? undefined : results });
};

async function deleteOne(
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  condition: WriteCondition | undefined,
): Promise<{ marker: boolean; versionId: string | undefined }> {
  if (versionId !== undefined) {
    const removed = await bucket.deleteVersion(key, versionId);
    return { marker: removed?.kind === 'delete-marker', versionId };
  }
  const marker = await bucket.delete(key, condition);
  return { marker: marker !== undefined, versionId: marker?.versionId };
}
