import * as z from 'zod/mini';
import { metrics } from './metrics.ts';

/** Answers of about the same confidence: its bounds, how many there are, how sure they were on average, and how many were right. */
const reliabilityClass = z.object({
  from: z.number(),
  to: z.number(),
  examples: z.int(),
  confidence: z.number(),
  accuracy: z.number(),
});

/** With the confusion matrix, which grows with the square of the labels and therefore stays with the evaluation. */
export const detailedMetrics = z.extend(metrics, {
  /** `counts[i][j]`: examples of `labels[i]` that were answered with `labels[j]`. */
  confusion: z.object({ labels: z.array(z.string()), counts: z.array(z.array(z.int())) }),
  /** By confidence, from low to high: how sure the answers were, and how many were right. Null without probabilities. */
  reliability: z._default(z.nullable(z.array(reliabilityClass)), null),
});
export type DetailedMetrics = z.infer<typeof detailedMetrics>;
