import { z } from 'zod';
import { classifyRequest } from './classify-request.ts';
import { preparation } from './dataset.ts';
import { deletedClassifier } from './deletion.ts';
import { driftReport } from './drift-report.ts';
import { evaluation, scoredExample } from './evaluation.ts';
import { feedbackReceipt, feedbackRequest } from './feedback.ts';
import { jobEvent } from './job.ts';
import { metrics } from './metrics.ts';
import { classifierName, versionNumber } from './names.ts';
import { prediction, predictions } from './prediction.ts';
import { problem } from './problem.ts';
import { champion, historyEntry, serviceTime, version } from './registry.ts';
import { run } from './run.ts';
import { settings } from './settings.ts';
import { sunset } from './sunset.ts';

const reason = z.string().max(500).optional();

/** What the HTTP API is sent as bodies. The routes validate with these very schemas, and `openapi.json` shows them. */
export const REQUESTS = {
  ClassifyRequest: classifyRequest,
  Promotion: z.strictObject({ version: versionNumber, reason }),
  Feedback: feedbackRequest,
  Rollback: z.strictObject({ reason }),
  /** A share of 0 ends the canary. */
  Canary: z.strictObject({ version: z.optional(versionNumber), share: z.number().min(0).lt(1), reason }),
  Settings: settings,
  Upload: z.strictObject({ file: z.string().min(1).max(200) }),
  NewRun: z.strictObject({
    classifier: classifierName,
    /** The uploaded object to learn from. @default the classifier's newest upload */
    key: z.string().optional(),
    versionId: z.string().optional(),
    /** Train even when nothing is new. */
    force: z.boolean().default(false),
  }),
} as const;

const described = z.object({ classifier: classifierName, champion: z.nullable(champion) });

/** What the HTTP API answers with, by the names that `openapi.json` gives them. */
export const ANSWERS = {
  Prediction: prediction,
  Predictions: predictions,
  /** One text has its prediction for an answer, several have all of theirs. */
  PredictionOrPredictions: z.union([prediction, predictions]),
  Classifier: described.extend({
    /** How much longer the version in service answers; null when it was not looked up yet. */
    sunset: sunset.nullable(),
    labels: z.array(z.string()).nullable(),
    metrics: z.nullable(metrics),
  }),
  Classifiers: z.object({ classifiers: z.array(described) }),
  Versions: z.object({
    versions: z.array(version),
    champion: z.nullable(champion),
    sunset: sunset.nullable().default(null),
  }),
  Version: version,
  Champion: champion,
  FeedbackReceipt: feedbackReceipt,
  DeletedClassifier: deletedClassifier,
  ServiceTime: serviceTime,
  Drift: z.object({ reports: z.array(driftReport) }),
  History: z.object({ history: z.array(historyEntry) }),
  StoredSettings: settings,
  PresignedPost: z.object({
    url: z.string(),
    fields: z.record(z.string(), z.string()),
    key: z.string(),
    expiresInSeconds: z.int(),
  }),
  Run: run,
  Runs: z.object({ runs: z.array(run) }),
  Events: z.object({ events: z.array(jobEvent) }),
  Evaluation: evaluation,
  Preparation: preparation,
  ScoredExample: scoredExample,
  OpenApi: z.looseObject({ openapi: z.string() }),
  Health: z.object({ status: z.literal('ok') }),
  Problem: problem,
} as const;
