import { readArtefact, writeArtefact } from '../../core/artefact.ts';
import type { Clock } from '../../core/clock.ts';
import { readArtefacts } from '../../core/read-artefacts.ts';
import type { Store, StreamBody } from '../../core/store.ts';
import { ApiError } from '../api-error.ts';
import { FILES_PREFIX, fileContentKey, fileKey, isFileId } from '../keys.ts';
import { type FileRecord, fileRecord } from '../records/file-record.ts';

interface FilesContext {
  readonly store: Store;
  readonly clock: Clock;
}

export const fileNotFound = () =>
  new ApiError(404, 'No such file: see GET /v1/files for those that exist', { param: 'id' });

/** A file by its id; undefined when there is none, or it has expired. */
export async function findFile({ store, clock }: FilesContext, id: string): Promise<FileRecord | undefined> {
  const found = isFileId(id) ? await readArtefact(store, fileKey(id), fileRecord) : undefined;
  return found && !hasExpired(found.value, clock()) ? found.value : undefined;
}

/** @throws ApiError 404 when there is no such file */
export async function requireFile(context: FilesContext, id: string): Promise<FileRecord> {
  const found = await findFile(context, id);
  if (!found) throw fileNotFound();
  return found;
}

/** All files, newest first. Those found expired are removed. */
export async function listFiles({ store, clock }: FilesContext): Promise<FileRecord[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(FILES_PREFIX)) if (key.endsWith('.json')) keys.push(key);
  const files = await readArtefacts(store, keys, fileRecord);
  const now = clock();
  for (const file of files) if (hasExpired(file, now)) await removeFile(store, file.id);
  return files
    .filter((file) => !hasExpired(file, now))
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || a.id.localeCompare(b.id));
}

/** Makes a file: its bytes first, then the record that tells of it. */
export async function writeFile(
  store: Store,
  record: FileRecord,
  content: StreamBody | string,
  contentType: string,
): Promise<void> {
  await store.write(fileContentKey(record.id), content, { contentType });
  await writeArtefact(store, fileKey(record.id), fileRecord, record, 'absent');
}

/**
 * For good, with what a bucket keeps of older versions. The record first: bytes without a record are nobody's file, a record
 * without bytes would be a broken one.
 */
export async function removeFile(store: Store, id: string): Promise<void> {
  await store.removeAll(fileKey(id));
  await store.removeAll(fileContentKey(id));
}

const hasExpired = ({ expiresAt }: FileRecord, now: Date): boolean =>
  expiresAt !== null && Date.parse(expiresAt) <= now.getTime();
