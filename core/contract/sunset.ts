import { z } from 'zod';
import { classifierName, providerName, timestamp, versionNumber } from './names.ts';

/** `classifiers/<classifier>/sunset.json`: how much longer the version in service will answer, as it was last looked up. */
export const sunset = z.object({
  schema: z.literal('labelsmith.sunset.v1'),
  classifier: classifierName,
  version: versionNumber,
  provider: providerName,
  baseModel: z.string(),
  checkedAt: timestamp,
  /** The day on which the base model goes out of service, `YYYY-MM-DD`; null when none is announced. */
  shutdownDate: z.string().nullable(),
  /** Whole days until then; null without a date. */
  daysLeft: z.int().nullable(),
  /** Whether the model answered; null when nobody could tell. */
  answers: z.boolean().nullable(),
  level: z.enum(['fine', 'warning', 'alarm']),
  /** What retrains the classifier elsewhere; null while all is fine. */
  command: z.string().nullable(),
});
export type Sunset = z.infer<typeof sunset>;
