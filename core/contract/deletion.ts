import { z } from 'zod';
import { classifierName, timestamp } from './names.ts';

/** What `DELETE /v1/classifiers/{classifier}` answers: how much there was. */
export const deletedClassifier = z.object({
  classifier: classifierName,
  runs: z.int(),
  versions: z.int(),
  /** Models deleted at their providers. */
  models: z.int(),
  datasets: z.int(),
  /** Datasets that stay, because another classifier has learned from the same rows. */
  sharedDatasets: z.int(),
  /** Models and files that their provider refuses to delete, and jobs, or runs whose job it does: they are left to it. */
  left: z.array(z.string()),
});
export type DeletedClassifier = z.infer<typeof deletedClassifier>;

/**
 * `classifiers/<classifier>/deletion.json`: the deletion of the classifier has begun, and there is no way back. The last of
 * what it removes.
 */
export const deletionMark = z.object({
  schema: z.literal('labelsmith.deletion.v1'),
  classifier: classifierName,
  at: timestamp,
  by: z.string(),
});
