import { z } from 'zod';
import { datasetId, runId, versionNumber } from './names.ts';

export const classProbability = z.object({
  label: z.string(),
  probability: z.number().min(0).max(1),
  /** The host did not return this class; its probability is its share of the mass that is missing. */
  estimated: z.literal(true).optional(),
});
export type ClassProbability = z.infer<typeof classProbability>;

/** One line of `runs/<run>/predictions.jsonl`. It holds no text: `row` counts the lines of `validation.jsonl` from 0. */
export const scoredExample = z.object({
  row: z.int(),
  expected: z.string(),
  label: z.string().nullable(),
  /** In the order of the probabilities, highest first; null when the host returns no log-probabilities. */
  probabilities: z.array(classProbability).nullable(),
  seconds: z.number(),
});
export type ScoredExample = z.infer<typeof scoredExample>;

const interval = z.tuple([z.number(), z.number()]);

export const metrics = z.object({
  examples: z.int(),
  accuracy: z.number(),
  /** Wilson's 95% interval. */
  accuracyInterval: interval,
  macroF1: z.number(),
  weightedF1: z.number(),
  /** Mean of -ln p(expected), or null without probabilities. */
  logLoss: z.number().nullable(),
  /** Top label, 15 equal-width bins; null without probabilities. */
  expectedCalibrationError: z.number().nullable(),
  perClass: z.array(
    z.object({ label: z.string(), precision: z.number(), recall: z.number(), f1: z.number(), support: z.int() }),
  ),
});
export type Metrics = z.infer<typeof metrics>;

/** With the confusion matrix, which grows with the square of the labels and therefore stays with the evaluation. */
export const detailedMetrics = metrics.extend({
  /** `counts[i][j]`: examples of `labels[i]` that were answered with `labels[j]`. */
  confusion: z.object({ labels: z.array(z.string()), counts: z.array(z.array(z.int())) }),
});
export type DetailedMetrics = z.infer<typeof detailedMetrics>;

export const verdict = z.object({
  promote: z.boolean(),
  /** One sentence for a person: what was compared, by how much, on how many examples, and what follows. */
  sentence: z.string(),
  /** Candidate's accuracy less the opponent's, from -1 to 1; null when there is no opponent to compare with. */
  gain: z.number().nullable(),
  /** Paired bootstrap, 95%. */
  gainInterval: interval.nullable(),
});
export type Verdict = z.infer<typeof verdict>;

/** `runs/<run>/evaluation.json`: the candidate beside everything it has to be better than, on the same rows. */
export const evaluation = z.object({
  schema: z.literal('labelsmith.evaluation.v1'),
  run: runId,
  dataset: datasetId,
  candidate: detailedMetrics,
  /** The version that served while the candidate was compared. */
  serving: versionNumber.nullable(),
  /** That version on the same rows; null when there is none, or its provider no longer serves it. */
  champion: z.object({ version: versionNumber, metrics: detailedMetrics }).nullable(),
  baseline: metrics.nullable(),
  majority: z.object({ label: z.string(), accuracy: z.number() }),
  verdict,
  /** Rows of `validation.jsonl` that were answered wrongly, the most confident mistakes first; 20 at most. */
  mistakes: z.array(
    z.object({ row: z.int(), expected: z.string(), label: z.string().nullable(), confidence: z.number().nullable() }),
  ),
});
export type Evaluation = z.infer<typeof evaluation>;
