import * as z from 'zod/mini';
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
  baseUrl: z.nullable(z.string()),
  baseModel: z.string(),
  model: z.string(),
  dataset: datasetId,
  /** Hash of the settings that shaped the training: together with `dataset` it tells whether training again is of use. */
  trainingSettings: z.string(),
  format: datasetFormat,
  /** How a text is written as a prompt; of versions in the `completion` format. */
  promptForm: z.optional(promptForm),
  labels: z.array(labelAnswer),
  metrics,
  /** What its probabilities are served with; null: as the host gives them. */
  calibration: z._default(z.nullable(calibration), null),
  /** From which confidence on it answers; null: always. */
  abstention: z._default(z.nullable(abstention), null),
  /** What a day's answers are compared with; null of a version that was made before this was kept. */
  profile: z._default(z.nullable(trainingProfile), null),
  /** The key of the embedded model of the same dataset, which may answer when the provider does not. */
  baseline: z._default(z.nullable(z.string()), null),
  /** What that one's answers are served with; null without one, and of a version that was made before this was kept. */
  baselineServing: z._default(z.nullable(servedWith), null),
  costUsd: z.number(),
  createdAt: timestamp,
  /** Who deleted the version and its model. Its number stays taken, and its record tells where it came from. */
  deleted: z._default(
    z.nullable(
      z.object({
        at: timestamp,
        by: z.string(),
        /** Only for as long as it is not known yet that the version does not serve: it may not be promoted, and may stay. */
        undecided: z.optional(z.literal(true)),
      }),
    ),
    null,
  ),
});
export type Version = z.infer<typeof version>;

/** A version that answers a share of the texts beside the one in service, to be seen at work before it is promoted. */
export const canary = z.object({
  version: versionNumber,
  /** Of the texts: a text always meets the same version. */
  share: z.number().check(z.gt(0), z.lt(1)),
  since: timestamp,
  by: z.string(),
  reason: z.string(),
  /** When it was over, and why; null while it answers. Kept until the next change, so that the history misses nothing. */
  ended: z.nullable(z.object({ at: timestamp, by: z.string(), reason: z.string() })),
});
export type Canary = z.infer<typeof canary>;

/** `classifiers/<classifier>/champion.json`: which version answers. Changed by compare-and-swap only. */
export const champion = z.object({
  schema: z.literal('labelsmith.champion.v1'),
  version: versionNumber,
  previousVersion: z.nullable(versionNumber),
  action: z._default(z.enum(['promoted', 'rolled-back']), 'promoted'),
  since: timestamp,
  by: z.string(),
  reason: z.string(),
  canary: z._default(z.nullable(canary), null),
});
export type Champion = z.infer<typeof champion>;

/** `classifiers/<classifier>/history/<time>-<id>.json`: one change of the registry. */
export const historyEntry = z.object({
  schema: z.literal('labelsmith.history.v1'),
  classifier: classifierName,
  action: z.enum(['promoted', 'kept', 'rolled-back', 'deleted', 'canary-started', 'canary-ended']),
  version: versionNumber,
  previousVersion: z.nullable(versionNumber),
  at: timestamp,
  by: z.string(),
  reason: z.string(),
});
export type HistoryEntry = z.infer<typeof historyEntry>;

/** Answer of `GET /v1/classifiers/{classifier}/champion`: the version in service at a time, from `since` and before `until`. */
export const serviceTime = z.extend(z.omit(champion, { schema: true, canary: true }), {
  classifier: classifierName,
  until: z.nullable(timestamp),
});
