import type { ScoredExample } from '../../contract/evaluation.ts';

/** As many equal-width bins as the expected calibration error has, which is the weighted mean of this curve's gaps. */
export const RELIABILITY_BINS = 15;

/** The bin of a confidence; one on an edge belongs to the bin above it. */
export const binOf = (confidence: number): number =>
  Math.min(RELIABILITY_BINS - 1, Math.floor(confidence * RELIABILITY_BINS));

/** The answers whose confidence, the probability of the top label, lies from `from` up to `to`. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly examples: number;
  /** Their mean confidence, and the share that was right: equal where probabilities mean what they say. */
  readonly confidence: number;
  readonly accuracy: number;
}

/**
 * The reliability curve (Niculescu-Mizil and Caruana, Predicting Good Probabilities with Supervised Learning, ICML 2005),
 * from the lowest confidence to the highest; bins that nothing fell into are left out. Null when an example has no
 * probabilities.
 */
export function reliabilityCurve(examples: readonly ScoredExample[]): ReliabilityBin[] | null {
  const bins = Array.from({ length: RELIABILITY_BINS }, () => ({ examples: 0, confidence: 0, right: 0 }));
  for (const { expected, label, probabilities } of examples) {
    const confidence = probabilities?.[0]?.probability;
    if (confidence === undefined) return null;
    const bin = bins[binOf(confidence)];
    if (!bin) continue;
    bin.examples += 1;
    bin.confidence += confidence;
    bin.right += label === expected ? 1 : 0;
  }
  return bins
    .map((bin, index) => ({
      from: index / RELIABILITY_BINS,
      to: (index + 1) / RELIABILITY_BINS,
      examples: bin.examples,
      confidence: bin.confidence / bin.examples,
      accuracy: bin.right / bin.examples,
    }))
    .filter((bin) => bin.examples > 0);
}
