import { z } from 'zod';
import { classifierName, runId, timestamp } from './names.ts';

/**
 * `trained/<classifier>/<dataset>-<training settings>.json`: the run whose job succeeded with these. A later run that would
 * pay for the very same job takes that one over.
 */
export const trained = z.object({
  schema: z.literal('labelsmith.trained.v1'),
  classifier: classifierName,
  run: runId,
  at: timestamp,
});
export type Trained = z.infer<typeof trained>;
