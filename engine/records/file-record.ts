import { z } from 'zod';
import { timestamp } from '../../core/contract/names.ts';

/** `engine/files/<id>.json`: a file's description; its bytes lie beside it. */
export const fileRecord = z.object({
  schema: z.literal('labelsmith.engine-file.v1'),
  id: z.string(),
  bytes: z.int(),
  createdAt: timestamp,
  filename: z.string(),
  purpose: z.enum(['fine-tune', 'fine-tune-results']),
});
export type FileRecord = z.infer<typeof fileRecord>;
