import * as z from 'zod/mini';

const interval = z.tuple([z.number(), z.number()]);

export const metrics = z.object({
  examples: z.int(),
  accuracy: z.number(),
  /** Wilson's 95% interval. */
  accuracyInterval: interval,
  macroF1: z.number(),
  weightedF1: z.number(),
  /** Mean of -ln p(expected), or null without probabilities. */
  logLoss: z.nullable(z.number()),
  /** Top label, 15 equal-width bins; null without probabilities. */
  expectedCalibrationError: z.nullable(z.number()),
  /** Its 95% interval. */
  calibrationInterval: z._default(z.nullable(interval), null),
  /** Mean over the examples of the squared distances between probabilities and truth, from 0 to 2; null without probabilities. */
  brier: z._default(z.nullable(z.number()), null),
  perClass: z.array(
    z.object({
      label: z.string(),
      precision: z.number(),
      /** Wilson's 95% intervals of precision and recall. */
      precisionInterval: z._default(z.nullable(interval), null),
      recall: z.number(),
      recallInterval: z._default(z.nullable(interval), null),
      f1: z.number(),
      support: z.int(),
      /** The class against the rest; null for a class that all examples or none belong to, and without probabilities. */
      auroc: z._default(z.nullable(z.number()), null),
      auprc: z._default(z.nullable(z.number()), null),
    }),
  ),
});
export type Metrics = z.infer<typeof metrics>;
