import * as z from 'zod/mini';

const interval = z.tuple([z.number(), z.number()]);

/**
 * How a version's probabilities are made to mean what they say: p^(1/temperature), summing to 1 again. A provider that keeps
 * answers its model had not learnt in training has calibrated it by them (`out-of-fold`): the temperature is 1. Of any other
 * provider's model it is fitted on the held-out answers (`held-out`). The error is that of the same answers, in five folds,
 * each at a temperature that was fitted on the other four.
 */
export const calibration = z.object({
  temperature: z.number().check(z.positive()),
  from: z.enum(['out-of-fold', 'held-out']),
  /** How many answers there were. */
  answers: z.int(),
  expectedCalibrationError: z.number(),
  /** 95%. */
  calibrationInterval: interval,
});
export type Calibration = z.infer<typeof calibration>;

/** What comes of answering only from a confidence on. */
export const thresholdEffect = z.object({
  confidence: z.number(),
  /** How many answers are given, and their share of all that are one of the labels and have a probability. */
  answers: z.int(),
  coverage: z.number(),
  /** The share of them that is right, and the one-sided 95% lower bound that this proves. */
  precision: z.number(),
  proved: z.number(),
});

/** The same where many are told side by side: how many answers each is of follows from its share. */
export const coveragePoint = z.omit(thresholdEffect, { answers: true });

/** From which confidence on a version answers. */
export const abstention = z.object({
  precision: z.number(),
  per: z.enum(['overall', 'class']),
  from: z.enum(['out-of-fold', 'held-out']),
  /**
   * One for all labels (`label` is null), or one for each. Without `reached` the answers prove no such precision, and `best`
   * is what is served with; without that either, answers were looked at (`answers`) and none was right, and nothing is answered.
   */
  thresholds: z.array(
    z.object({
      label: z.nullable(z.string()),
      answers: z.int(),
      reached: z.nullable(thresholdEffect),
      best: z.nullable(thresholdEffect),
    }),
  ),
  /** For a person: what is proved and for how many answers, or the best that the answers can prove; how many were none of the labels. */
  sentences: z.array(z.string()),
});
export type Abstention = z.infer<typeof abstention>;

/** What the answers of a model other than the version's own are served with: each has its own confidences. */
export const servedWith = z.object({ calibration: z.nullable(calibration), abstention: z.nullable(abstention) });
