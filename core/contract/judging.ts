import { z } from 'zod';

const share = z.number().min(0).max(1);
const interval = z.tuple([z.number(), z.number()]);

/** What a classifier's settings may ask of the gate between a candidate and service. */
export const judgingSettings = z.strictObject({
  /** What the candidate and its opponent are compared by. @default 'accuracy' */
  metric: z.enum(['accuracy', 'macroF1']).optional(),
  /** `strict` also asks for an exact McNemar p under 0.05. @default 'usual' */
  gate: z.enum(['usual', 'strict']).optional(),
  /** The least gain, as a share. @default 0 */
  minGain: share.optional(),
  /** With fewer examples nothing is compared, and a person decides. @default 10 */
  minExamples: z.int().min(1).optional(),
  /** How much recall a class with 20 examples or more may lose against the champion, as a share. @default 0.1 */
  mostClassLoss: share.optional(),
  /** A model that is asked untuned, with the list of the labels, to be compared with. @default none */
  untuned: z.string().min(1).max(200).optional(),
});
export type JudgingSettings = z.infer<typeof judgingSettings>;

/** When to abstain: as seldom as the precision allows that is asked for. */
export const abstainSettings = z.strictObject({
  /** The share of the answers given that has to be right, e.g. 0.99. */
  precision: z.number().min(0.5).max(0.9999),
  /** One confidence for all labels, or one for each. @default 'overall' */
  per: z.enum(['overall', 'class']).optional(),
});
export type AbstainSettings = z.infer<typeof abstainSettings>;

/**
 * How a version's probabilities are made to mean what they say: p^(1/temperature), summing to 1 again. Fitted on answers
 * that the model had not learnt from, `out-of-fold` in training or `held-out`, and measured on those it was not fitted on.
 */
export const calibration = z.object({
  temperature: z.number().positive(),
  from: z.enum(['out-of-fold', 'held-out']),
  /** How many answers it was fitted on. */
  answers: z.int(),
  expectedCalibrationError: z.number(),
  /** 95%. */
  calibrationInterval: interval,
});
export type Calibration = z.infer<typeof calibration>;

/** What comes of answering only from a confidence on. */
export const thresholdEffect = z.object({
  confidence: z.number(),
  /** How many answers are given, and their share of all. */
  answers: z.int(),
  coverage: z.number(),
  /** The share of them that is right, and the one-sided 95% lower bound that this proves. */
  precision: z.number(),
  proved: z.number(),
});

/** From which confidence on a version answers. */
export const abstention = z.object({
  precision: z.number(),
  per: z.enum(['overall', 'class']),
  from: z.enum(['out-of-fold', 'held-out']),
  /**
   * One for all labels (`label` is null), or one for each. Without `reached` the answers prove no such precision, and `best`
   * is what is served with.
   */
  thresholds: z.array(
    z.object({
      label: z.string().nullable(),
      answers: z.int(),
      reached: thresholdEffect.nullable(),
      best: thresholdEffect.nullable(),
    }),
  ),
  /** For a person: what is proved and for how many answers, or the best that the answers can prove. */
  sentences: z.array(z.string()),
});
export type Abstention = z.infer<typeof abstention>;

/**
 * What abstaining would come to for every share that is answered, from the surest answer to all; by the same answers that
 * a threshold is found with.
 */
export const coverageCurve = z.object({
  from: z.enum(['out-of-fold', 'held-out']),
  answers: z.int(),
  points: z.array(thresholdEffect.omit({ answers: true })),
});
export type CoverageCurve = z.infer<typeof coverageCurve>;
