import type { FileRecord } from '../records/file-record.ts';
import { secondsOf } from './seconds.ts';

/** A file as OpenAI describes it. */
export const fileObject = (file: FileRecord) => ({
  id: file.id,
  object: 'file',
  bytes: file.bytes,
  created_at: secondsOf(file.createdAt),
  filename: file.filename,
  purpose: file.purpose,
  status: 'processed',
  status_details: null,
});
export type FileObject = ReturnType<typeof fileObject>;
