import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { readExample } from '../../core/contract/example-row.ts';
import { datasetKey } from '../../core/contract/keys.ts';
import type { LocalProfile } from '../../core/contract/local-profile.ts';

/** Enough of the held-out examples to meet a second label in nearly every file. */
const RANGE = 'bytes=0-2000000';

/** Up to two held-out texts of the dataset, of different labels: what the new model has not seen in training. */
export async function heldOutTexts(profile: LocalProfile, dataset: string): Promise<string[]> {
  const { s3Endpoint, region, bucket, accessKeyId, secretAccessKey } = profile;
  const s3 = new S3Client({
    endpoint: s3Endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  const Key = datasetKey(dataset, 'validation.jsonl');
  const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key, Range: RANGE }));
  const lines = ((await answer.Body?.transformToString()) ?? '').split('\n');
  const texts = new Map<string, string>();
  // The last line may be cut by the range.
  for (const line of lines.slice(0, -1)) {
    const example = readExample(line);
    if (!texts.has(example.answer)) texts.set(example.answer, example.text);
    if (texts.size === 2) break;
  }
  s3.destroy();
  return [...texts.values()];
}
