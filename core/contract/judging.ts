import { z } from 'zod';

const share = z.number().min(0).max(1);

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
