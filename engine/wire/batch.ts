import { z } from 'zod';
import { answeredOf, type BatchRecord, type BatchStatus, batchEndpoint } from '../records/batch-record.ts';
import { metadata } from './job.ts';
import { secondsOf } from './seconds.ts';

/** Body of `POST /v1/batches`; bounds are OpenAI's. */
export const createBatchBody = z.strictObject({
  input_file_id: z.string().min(1),
  endpoint: z.enum(batchEndpoint.options, {
    error: `expected one of ${batchEndpoint.options.join(', ')}: nothing else is answered here`,
  }),
  completion_window: z.literal('24h'),
  metadata: metadata.nullish(),
  output_expires_after: z
    .strictObject({ anchor: z.literal('created_at'), seconds: z.int().min(3_600).max(2_592_000) })
    .nullish(),
});
export type CreateBatchBody = z.infer<typeof createBatchBody>;

/** OpenAI's names for the moments at which a status was entered. */
const MOMENTS = {
  in_progress: 'in_progress_at',
  finalizing: 'finalizing_at',
  completed: 'completed_at',
  failed: 'failed_at',
  expired: 'expired_at',
  cancelling: 'cancelling_at',
  cancelled: 'cancelled_at',
} as const satisfies Partial<Record<BatchStatus, string>>;

type Moment = (typeof MOMENTS)[keyof typeof MOMENTS];

/** A batch as OpenAI describes it; what is not known yet is left out. */
export function batchObject(batch: BatchRecord) {
  const moments: { [name in Moment]?: number } = {};
  for (const [status, name] of Object.entries(MOMENTS) as [keyof typeof MOMENTS, Moment][]) {
    const at = batch.enteredAt[status];
    if (at !== undefined) moments[name] = secondsOf(at);
  }
  const { completed, failed, inputTokens, outputTokens } = batch.tally;
  return {
    id: batch.id,
    object: 'batch' as const,
    endpoint: batch.endpoint,
    input_file_id: batch.inputFile,
    completion_window: '24h',
    status: batch.status,
    created_at: secondsOf(batch.createdAt),
    expires_at: secondsOf(batch.expiresAt),
    ...moments,
    ...(batch.model !== null && { model: batch.model }),
    ...(batch.outputFile !== null && { output_file_id: batch.outputFile }),
    ...(batch.errorFile !== null && { error_file_id: batch.errorFile }),
    ...(batch.faults.length > 0 && {
      errors: { object: 'list', data: batch.faults.map((fault) => ({ ...fault, param: null })) },
    }),
    request_counts: { total: batch.total, completed, failed },
    ...(answeredOf(batch) > 0 && {
      usage: {
        input_tokens: inputTokens,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: outputTokens,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: inputTokens + outputTokens,
      },
    }),
    metadata: batch.metadata,
  };
}
export type BatchObject = ReturnType<typeof batchObject>;
