import type OpenAI from 'openai';
import { z } from 'zod';
import { listOf } from './list-schema.ts';
import { createdAt } from './parts.ts';
import { schemaOf } from './schema-of.ts';

/** What `/v1/files` answers with. */
export const file = schemaOf<OpenAI.FileObject>()(
  z.strictObject({
    id: z.string().regex(/^file-/),
    object: z.literal('file'),
    bytes: z.int().min(0),
    created_at: createdAt,
    filename: z.string().min(1),
    purpose: z.enum(['assistants', 'batch', 'batch_output', 'fine-tune', 'fine-tune-results', 'vision', 'user_data']),
    status: z.literal('processed'),
    expires_at: createdAt.exactOptional(),
  }),
);

export const fileList = listOf(file);

/** `DELETE /v1/files/{file}`. */
export const fileDeleted = schemaOf<OpenAI.FileDeleted>()(
  z.strictObject({ id: z.string().regex(/^file-/), object: z.literal('file'), deleted: z.literal(true) }),
);
