import { z } from 'zod';

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
  /** Its 95% interval. */
  calibrationInterval: interval.nullable().default(null),
  /** Mean over the examples of the squared distances between probabilities and truth, from 0 to 2; null without probabilities. */
  brier: z.number().nullable().default(null),
  perClass: z.array(
    z.object({
      label: z.string(),
      precision: z.number(),
      /** Wilson's 95% intervals of precision and recall. */
      precisionInterval: interval.nullable().default(null),
      recall: z.number(),
      recallInterval: interval.nullable().default(null),
      f1: z.number(),
      support: z.int(),
      /** The class against the rest; null for a class that all examples or none belong to, and without probabilities. */
      auroc: z.number().nullable().default(null),
      auprc: z.number().nullable().default(null),
    }),
  ),
});
export type Metrics = z.infer<typeof metrics>;

/** With the confusion matrix, which grows with the square of the labels and therefore stays with the evaluation. */
export const detailedMetrics = metrics.extend({
  /** `counts[i][j]`: examples of `labels[i]` that were answered with `labels[j]`. */
  confusion: z.object({ labels: z.array(z.string()), counts: z.array(z.array(z.int())) }),
  /** By confidence, from low to high: how sure the answers were, and how many were right. Null without probabilities. */
  reliability: z
    .array(
      z.object({ from: z.number(), to: z.number(), examples: z.int(), confidence: z.number(), accuracy: z.number() }),
    )
    .nullable()
    .default(null),
});
export type DetailedMetrics = z.infer<typeof detailedMetrics>;
