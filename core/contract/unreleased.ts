import { z } from 'zod';
import { datasetId, runId, timestamp } from './names.ts';

/** Minutes between two looks at all runs that are marked so. */
export const MINUTES_BETWEEN_RELEASES = 10;

/**
 * `unreleased/<run>.json`: the run has, or may have, something at a provider: files, or a job. Written before the first
 * file is uploaded, removed when the job has ended and the files are gone.
 */
export const unreleased = z.object({
  schema: z.literal('labelsmith.unreleased.v1'),
  run: runId,
  since: timestamp,
  /** Why the last try to free it was in vain; null before there was one. */
  lastError: z.string().nullable(),
  /** Of a run that was deleted while a function may still write for it: when, and the dataset that it named. Null of all others. */
  deleted: z
    .object({ at: timestamp, dataset: z.nullable(datasetId) })
    .nullable()
    .default(null),
});
export type Unreleased = z.infer<typeof unreleased>;
