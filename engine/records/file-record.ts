import { z } from 'zod';
import { timestamp } from '../../core/contract/names.ts';

/** What a client may upload a file for. What no part of the engine reads is kept all the same, and given back. */
export const uploadPurpose = z.enum(['fine-tune', 'batch', 'user_data', 'assistants', 'vision']);
export type UploadPurpose = z.infer<typeof uploadPurpose>;

/** `engine/files/<id>.json`: a file's description; its bytes lie beside it. */
export const fileRecord = z.object({
  schema: z.literal('labelsmith.engine-file.v1'),
  id: z.string(),
  bytes: z.int(),
  createdAt: timestamp,
  filename: z.string(),
  purpose: z.enum([...uploadPurpose.options, 'fine-tune-results', 'batch_output']),
  /** SHA-256 of an upload's bytes, in hexadecimal: tells whether two uploads are the same. */
  digest: z.string().nullable().default(null),
  /** From this moment on the file is as good as deleted. */
  expiresAt: z.nullable(timestamp).default(null),
});
export type FileRecord = z.infer<typeof fileRecord>;
