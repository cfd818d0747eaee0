import { z } from 'zod';

/** EventBridge's *Object Created*, as far as it matters: which object in which bucket. The key is not URL-encoded. */
export const objectCreated = z.object({
  'detail-type': z.literal('Object Created'),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string(), 'version-id': z.string().optional() }),
  }),
});
export type ObjectCreated = z.infer<typeof objectCreated>;

export const scheduled = z.object({ cause: z.literal('schedule') });

/** What starts a run without being asked over the API. */
export const startCause = z.union([objectCreated, scheduled]);
export type StartCause = z.infer<typeof startCause>;
