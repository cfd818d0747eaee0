import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import { LabelsmithError } from '../../core/errors.ts';
import { asking } from './s3-errors.ts';

/**
 * Removes every version and every delete marker of the objects whose keys start with the prefix, but of the one whose key
 * is `but`: 1,000 at a time, which is what S3 lists and deletes in one request. The list is begun anew each time, until
 * nothing is left.
 * @throws LabelsmithError `StoreUnavailable` when one of them could not be removed
 */
export async function removeAllVersions(client: S3Client, Bucket: string, Prefix: string, but?: string): Promise<void> {
  let KeyMarker: string | undefined;
  for (;;) {
    const page = await asking(() => client.send(new ListObjectVersionsCommand({ Bucket, Prefix, KeyMarker })));
    const Objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].flatMap(({ Key, VersionId }) =>
      Key === but ? [] : [{ Key, VersionId }],
    );
    if (Objects.length === 0) {
      if (!page.IsTruncated) return;
      // Nothing but versions of the object that stays: on with what follows it.
      KeyMarker = but;
      continue;
    }
    const deletion = new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } });
    const { Errors = [] } = await asking(() => client.send(deletion));
    if (Errors[0]) throw refused(Errors.length, Errors[0].Code);
  }
}

const refused = (count: number, code = 'unknown fault') =>
  new LabelsmithError(
    'StoreUnavailable',
    `the bucket did not remove ${count} ${count === 1 ? 'object' : 'objects'} (${code})`,
    'Try again in a moment; if it stays so, the function needs s3:DeleteObjectVersion there.',
  );
