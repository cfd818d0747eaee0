import { z } from 'zod';
import { timestamp } from '../../core/contract/names.ts';

/** What is told of: the ends that jobs and batches can come to, by OpenAI's names. */
export const announcedEnd = z.enum([
  'fine_tuning.job.succeeded',
  'fine_tuning.job.failed',
  'fine_tuning.job.cancelled',
  'batch.completed',
  'batch.failed',
  'batch.expired',
  'batch.cancelled',
]);
export type AnnouncedEnd = z.infer<typeof announcedEnd>;

/** `engine/webhooks/<event>.<endpoint>.json`: an end that one endpoint is still to be told of. Removed once it was. */
export const announcementRecord = z.object({
  schema: z.literal('labelsmith.engine-announcement.v1'),
  event: z.string(),
  /** A hash of the endpoint's address, which may hold secrets. */
  endpoint: z.string(),
  type: announcedEnd,
  /** The id of the job or batch. */
  subject: z.string(),
  createdAt: timestamp,
  attempts: z.int(),
  nextAttemptAt: timestamp,
});
export type AnnouncementRecord = z.infer<typeof announcementRecord>;
