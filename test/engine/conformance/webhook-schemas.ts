import type OpenAI from 'openai';
import { z } from 'zod';
import { createdAt } from './parts.ts';
import { schemaOf } from './schema-of.ts';

/** What is posted: the same for every end but for its name, and the form of the id. */
const eventOf = <T extends string>(type: T, id: RegExp) =>
  z.strictObject({
    id: z.string().regex(/^evt_/),
    object: z.literal('event'),
    created_at: createdAt,
    type: z.literal(type),
    data: z.strictObject({ id: z.string().regex(id) }),
  });

const JOB = /^ftjob-/;
const BATCH = /^batch_/;

/** Every event that the engine posts, by the package's types for each. */
export const webhookEvent = z.discriminatedUnion('type', [
  schemaOf<OpenAI.Webhooks.FineTuningJobSucceededWebhookEvent>()(eventOf('fine_tuning.job.succeeded', JOB)),
  schemaOf<OpenAI.Webhooks.FineTuningJobFailedWebhookEvent>()(eventOf('fine_tuning.job.failed', JOB)),
  schemaOf<OpenAI.Webhooks.FineTuningJobCancelledWebhookEvent>()(eventOf('fine_tuning.job.cancelled', JOB)),
  schemaOf<OpenAI.Webhooks.BatchCompletedWebhookEvent>()(eventOf('batch.completed', BATCH)),
  schemaOf<OpenAI.Webhooks.BatchFailedWebhookEvent>()(eventOf('batch.failed', BATCH)),
  schemaOf<OpenAI.Webhooks.BatchExpiredWebhookEvent>()(eventOf('batch.expired', BATCH)),
  schemaOf<OpenAI.Webhooks.BatchCancelledWebhookEvent>()(eventOf('batch.cancelled', BATCH)),
]);
