import { z } from 'zod';
import { abstention, calibration, coveragePoint, servedWith } from './calibration.ts';
import { detailedMetrics } from './detailed-metrics.ts';
import { trainingProfile } from './drift.ts';
import { metrics } from './metrics.ts';
import { datasetId, runId, timestamp, versionNumber } from './names.ts';
import { classProbability } from './prediction.ts';

/** One line of `runs/<run>/predictions.jsonl`, and of the files beside it. It holds no text: `row` counts the lines of `validation.jsonl` from 0. */
export const scoredExample = z.object({
  row: z.int(),
  expected: z.string(),
  label: z.string().nullable(),
  /** In the order of the probabilities, highest first; null when the host returns no log-probabilities. */
  probabilities: z.array(classProbability).nullable(),
  /** From asking to the answer: waiting behind the brake on a busy provider, and asking again, included. */
  seconds: z.number(),
  /** What the host counts for the answer, and bills; absent where it counts nothing. */
  tokens: z.object({ input: z.number(), output: z.number() }).optional(),
  /** The host refused this text, though it answered others: there is no label then. Absent where it answered. */
  refused: z.literal(true).optional(),
});
export type ScoredExample = z.infer<typeof scoredExample>;

const interval = z.tuple([z.number(), z.number()]);

export const verdict = z.object({
  promote: z.boolean(),
  /** One sentence for a person: what was compared, by how much, on how many examples, and what follows. */
  sentence: z.string(),
  metric: z.enum(['accuracy', 'macroF1']).default('accuracy'),
  /** Candidate's metric less the opponent's, from -1 to 1; null where too few examples can be compared. */
  gain: z.number().nullable(),
  /** 95%: the paired bootstrap's or, where every example came out alike, one made with Wilson's (`measureGain`). */
  gainInterval: interval.nullable(),
  /** Exact McNemar test of the answers that only one of both gave rightly. */
  mcNemarP: z.number().nullable().default(null),
  /** Classes that lose more recall than they may, each with its loss as a share. */
  vetoes: z.array(z.object({ label: z.string(), examples: z.int(), loss: z.number() })).default([]),
});
export type Verdict = z.infer<typeof verdict>;

/** Which held-out examples the candidate and the champion were compared on. */
export const comparison = z.object({
  /** How many rows. */
  examples: z.int(),
  /**
   * Rows of `validation.jsonl` that were left out: the champion was trained on them, or on a text that is nearly the same, or
   * does not know their label. The first is null when the champion's dataset is gone: nobody can tell then, and none were left
   * out for it.
   */
  trainedOn: z.int().nullable(),
  nearlyTrainedOn: z.int().default(0),
  unknownLabel: z.int(),
  /** Labels that only one of both knows; they are not compared. */
  onlyCandidate: z.array(z.string()),
  onlyChampion: z.array(z.string()),
  /** The candidate on these rows; like the champion's, its answers are taken from among the shared labels. */
  candidate: metrics,
});
export type Comparison = z.infer<typeof comparison>;

/**
 * What abstaining would come to for every share that is answered, from the surest answer to all; by the same answers that
 * a threshold is found with.
 */
export const coverageCurve = z.object({
  from: z.enum(['out-of-fold', 'held-out']),
  answers: z.int(),
  points: z.array(coveragePoint),
});
export type CoverageCurve = z.infer<typeof coverageCurve>;

/** `runs/<run>/evaluation.json`: the candidate beside everything it has to be better than, on the same rows. */
export const evaluation = z.object({
  schema: z.literal('labelsmith.evaluation.v1'),
  run: runId,
  dataset: datasetId,
  candidate: detailedMetrics,
  /** The version that served while the candidate was compared. */
  serving: z.nullable(versionNumber),
  /** Since when it did; null when none served, and of an evaluation that was made before this was kept. */
  servingSince: z.nullable(timestamp).default(null),
  /** That version on the rows of the comparison; null when there is none, or its provider no longer serves it. */
  champion: z.object({ version: versionNumber, metrics: detailedMetrics }).nullable(),
  /** The rows that the champion was compared on; null without one. */
  comparison: comparison.nullable().default(null),
  /** The embedded engine, trained on the same dataset; null when it is the provider. */
  baseline: z.nullable(metrics),
  /** What the baseline's answers will be served with, where it stands in; null without one. */
  baselineServing: z.nullable(servedWith).default(null),
  /** Whether tuning was worth its price beside the baseline; null without one. */
  baselineSentence: z.string().nullable().default(null),
  /** A model that was asked untuned, with the list of the labels, and what that cost; null unless the settings ask. */
  untuned: z.object({ model: z.string(), metrics, costUsd: z.number().nullable() }).nullable().default(null),
  /** What the version's probabilities are served with; null where the host gives none, or there are too few answers. */
  calibration: z.nullable(calibration).default(null),
  /** From which confidence on the version will answer; null unless the settings ask for a precision. */
  abstention: z.nullable(abstention).default(null),
  /** How precise the answers are for each share that is given; null without probabilities. */
  coverage: coverageCurve.nullable().default(null),
  /** What the version's answers will be compared with day by day. */
  profile: z.nullable(trainingProfile).default(null),
  majority: z.object({ label: z.string(), accuracy: z.number() }),
  verdict,
  /** Rows of `validation.jsonl` that were answered wrongly, the most confident mistakes first; 20 at most. */
  mistakes: z.array(
    z.object({ row: z.int(), expected: z.string(), label: z.string().nullable(), confidence: z.number().nullable() }),
  ),
});
export type Evaluation = z.infer<typeof evaluation>;
