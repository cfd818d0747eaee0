import type { FileRecord } from '../records/file-record.ts';
import { secondsOf } from './seconds.ts';

/** A file as OpenAI describes it. A file is looked at when a job or a batch reads it: until then every file is processed. */
export const fileObject = (file: FileRecord) => ({
  id: file.id,
  object: 'file' as const,
  bytes: file.bytes,
  created_at: secondsOf(file.createdAt),
  filename: file.filename,
  purpose: file.purpose,
  status: 'processed' as const,
  ...(file.expiresAt !== null && { expires_at: secondsOf(file.expiresAt) }),
});
