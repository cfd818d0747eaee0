import type OpenAI from 'openai';
import { z } from 'zod';
import { listOf } from './list-schema.ts';
import { createdAt } from './parts.ts';
import { schemaOf } from './schema-of.ts';

const count = z.int().min(0);
const moment = createdAt.exactOptional();
const fileId = z.string().regex(/^file-/);

/** What `/v1/batches` tells of a batch. */
export const batch = schemaOf<OpenAI.Batch>()(
  z.strictObject({
    id: z.string().regex(/^batch_/),
    object: z.literal('batch'),
    endpoint: z.enum(['/v1/chat/completions', '/v1/completions']),
    input_file_id: fileId,
    completion_window: z.literal('24h'),
    status: z.enum([
      'validating',
      'failed',
      'in_progress',
      'finalizing',
      'completed',
      'expired',
      'cancelling',
      'cancelled',
    ]),
    created_at: createdAt,
    expires_at: createdAt,
    in_progress_at: moment,
    finalizing_at: moment,
    completed_at: moment,
    failed_at: moment,
    expired_at: moment,
    cancelling_at: moment,
    cancelled_at: moment,
    model: z.string().min(1).exactOptional(),
    output_file_id: fileId.exactOptional(),
    error_file_id: fileId.exactOptional(),
    errors: z
      .strictObject({
        object: z.literal('list'),
        data: z.array(
          z.strictObject({
            code: z.string().min(1),
            line: z.int().min(1).nullable(),
            message: z.string().min(10),
            param: z.null(),
          }),
        ),
      })
      .exactOptional(),
    request_counts: z.strictObject({ total: count, completed: count, failed: count }),
    usage: z
      .strictObject({
        input_tokens: count,
        input_tokens_details: z.strictObject({ cached_tokens: count }),
        output_tokens: count,
        output_tokens_details: z.strictObject({ reasoning_tokens: count }),
        total_tokens: count,
      })
      .exactOptional(),
    metadata: z.record(z.string(), z.string()).nullable(),
  }),
);

export const batchList = listOf(batch);
