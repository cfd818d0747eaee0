import * as z from 'zod/mini';
import { classifierName, providerName, versionNumber } from './names.ts';

export const classProbability = z.object({
  label: z.string(),
  probability: z.number().check(z.minimum(0), z.maximum(1)),
  /** The host did not return this class; its probability is its share of the mass that is missing. */
  estimated: z.optional(z.literal(true)),
});
export type ClassProbability = z.infer<typeof classProbability>;

export const prediction = z.object({
  /** One of the classifier's labels; null of an abstention. */
  label: z.nullable(z.string()),
  /** Probability of the label, or of the guess; null when there is neither, or the host returns no log-probabilities. */
  confidence: z.nullable(z.number()),
  abstained: z.boolean(),
  /**
   * `outside-labels`: the model answered with something else than one of the labels. `low-confidence`: the answer is less
   * sure than those that the settings' precision is proved for, or that the best precision is. `unproved`: the settings ask for
   * a precision, and of the embedded model that stands in none was measured. Absent unless abstained.
   */
  abstainedBecause: z.optional(z.enum(['outside-labels', 'low-confidence', 'unproved'])),
  /** The label that would have been answered. Absent unless abstained with a label at hand. */
  guess: z.optional(z.string()),
  /**
   * Every class, the most probable first; null when the host returns no log-probabilities. All are `estimated` when it
   * returned those of no label.
   */
  probabilities: z.nullable(z.array(classProbability)),
  /** Probability that the host gave to answers outside the label set, before it was shared out. Absent when zero. */
  outsideMass: z.optional(z.number()),
  classifier: classifierName,
  version: versionNumber,
  /** The text was longer than what the model reads, and was cut, as in training. */
  truncated: z.optional(z.literal(true)),
  /** The provider did not answer; the embedded model of the same version did. */
  degraded: z.optional(z.literal(true)),
  /** The provider's name of the model; of a degraded answer what it is the baseline of. */
  model: z
    .string()
    .check(z.describe('The name of the model at its provider; of a degraded answer `baseline of version N`')),
  provider: providerName,
});
export type Prediction = z.infer<typeof prediction>;

export const predictions = z.object({ predictions: z.array(prediction) });
