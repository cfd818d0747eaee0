import { z } from 'zod';
import { abstention, calibration, servedWith } from './calibration.ts';
import { trainingProfile } from './drift.ts';
import { labelAnswer, promptForm } from './example-format.ts';
import { metrics } from './metrics.ts';
import { classifierName, datasetFormat, datasetId, providerName, runId, timestamp, versionNumber } from './names.ts';

/** `classifiers/<classifier>/versions/<n>.json`: all that is needed to serve a model and to know where it comes from. */
export const version = z.object({
  schema: z.literal('labelsmith.version.v1'),
  classifier: classifierName,
  version: versionNumber,
  run: runId,
  provider: providerName,
  baseUrl: z.string().nullable(),
  baseModel: z.string(),
  model: z.string(),
  dataset: datasetId,
  /** Hash of the settings that shaped the training: together with `dataset` it tells whether training again is of use. */
  trainingSettings: z.string(),
  format: datasetFormat,
  /** How a text is written as a prompt; of versions in the `completion` format. */
  promptForm: promptForm.optional(),
  labels: z.array(labelAnswer),
  metrics,
  /** What its probabilities are served with; null: as the host gives them. */
  calibration: calibration.nullable().default(null),
  /** From which confidence on it answers; null: always. */
  abstention: abstention.nullable().default(null),
  /** What a day's answers are compared with; null of a version that was made before this was kept. */
  profile: trainingProfile.nullable().default(null),
  /** The key of the embedded model of the same dataset, which may answer when the provider does not. */
  baseline: z.string().nullable().default(null),
  /** What that one's answers are served with; null without one, and of a version that was made before this was kept. */
  baselineServing: servedWith.nullable().default(null),
  costUsd: z.number(),
  createdAt: timestamp,
  /** Who deleted the version and its model. Its number stays taken, and its record tells where it came from. */
  deleted: z.object({ at: timestamp, by: z.string() }).nullable().default(null),
});
export type Version = z.infer<typeof version>;

/** A version that answers a share of the texts beside the one in service, to be seen at work before it is promoted. */
export const canary = z.object({
  version: versionNumber,
  /** Of the texts: a text always meets the same version. */
  share: z.number().gt(0).lt(1),
  since: timestamp,
  by: z.string(),
  reason: z.string(),
  /** When it was over, and why; null while it answers. Kept until the next change, so that the history misses nothing. */
  ended: z.object({ at: timestamp, by: z.string(), reason: z.string() }).nullable(),
});
export type Canary = z.infer<typeof canary>;

/** `classifiers/<classifier>/champion.json`: which version answers. Changed by compare-and-swap only. */
export const champion = z.object({
  schema: z.literal('labelsmith.champion.v1'),
  version: versionNumber,
  previousVersion: versionNumber.nullable(),
  action: z.enum(['promoted', 'rolled-back']).default('promoted'),
  since: timestamp,
  by: z.string(),
  reason: z.string(),
  canary: canary.nullable().default(null),
});
export type Champion = z.infer<typeof champion>;

/** `classifiers/<classifier>/history/<time>-<id>.json`: one change of the registry. */
export const historyEntry = z.object({
  schema: z.literal('labelsmith.history.v1'),
  classifier: classifierName,
  action: z.enum(['promoted', 'kept', 'rolled-back', 'deleted', 'canary-started', 'canary-ended']),
  version: versionNumber,
  previousVersion: versionNumber.nullable(),
  at: timestamp,
  by: z.string(),
  reason: z.string(),
});
export type HistoryEntry = z.infer<typeof historyEntry>;

/** Answer of `GET /v1/classifiers/{classifier}/champion`: the version in service at a time, from `since` and before `until`. */
export const serviceTime = champion
  .omit({ schema: true, canary: true })
  .extend({ classifier: classifierName, until: timestamp.nullable() });
