import { z } from 'zod';
import { classifierName, providerName, timestamp, versionNumber } from './names.ts';

/**
 * Days before a model goes out of service from which it is an alarm, since somebody must have begun to train elsewhere: one
 * that is to be tuned is not worth its money any more.
 */
export const SUNSET_ALARM_DAYS = 30;
/** Days before it from which it is a warning, of a version in service and of a model that is to be tuned alike. */
export const SUNSET_WARNING_DAYS = 90;

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
