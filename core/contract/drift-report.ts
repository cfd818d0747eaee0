import * as z from 'zod/mini';
import { servedCounts, trainingProfile } from './drift.ts';
import { classifierName, timestamp } from './names.ts';

/** How far two distributions lie apart. */
export const divergence = z.object({
  /** Population stability index; 0 for equal distributions, without an upper end. */
  stabilityIndex: z.number(),
  /** Jensen-Shannon distance, base 2: from 0, equal, to 1, nothing in common. */
  distance: z.number(),
  /** The stability index that a warning is given above. */
  bound: z.number(),
});
export type Divergence = z.infer<typeof divergence>;

/** What one version answered on a day, beside its training. */
const versionDrift = z.extend(servedCounts, {
  /** What it is compared with; null of a version that was made before profiles were kept. */
  training: z.nullable(trainingProfile),
  /** Null where there is nothing to compare with, or too little. */
  labelDrift: z.nullable(divergence),
  confidenceDrift: z.nullable(divergence),
  /** Shares of words that the model does not know, in what was served and in held-out texts. */
  unseenWords: z.nullable(z.object({ served: z.number(), training: z.number() })),
  /** A sentence where a bound was crossed; null while none was. */
  warning: z.nullable(z.string()),
});
export type VersionDrift = z.infer<typeof versionDrift>;

/** `classifiers/<classifier>/drift/<day>.json`: a day's answers beside training. */
export const driftReport = z.object({
  schema: z.literal('labelsmith.drift.v1'),
  classifier: classifierName,
  /** In UTC. */
  day: z.iso.date(),
  reportedAt: timestamp,
  /** Every version that answered, the one with the most answers first. */
  versions: z.array(versionDrift),
});
export type DriftReport = z.infer<typeof driftReport>;
