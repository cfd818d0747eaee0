import type { ScoredExample } from '../../contract/evaluation.ts';
import { bootstrapValues } from './bootstrap.ts';
import { binOf, RELIABILITY_BINS } from './reliability.ts';

/**
 * 95% interval of the expected calibration error; null without examples, or when one has no probabilities.
 *
 * The error is a sum of the bins' absolute gaps, and so chance only ever adds to it: 200 answers that are honest show 0.06,
 * and the quantiles of a bootstrap, which adds chance to chance, would say that they are not honest. But a sum of absolute
 * gaps is no further from the true one than the sum of the gaps' absolute errors, by the triangle inequality. So the
 * interval is the measured error give or take a quantile of that sum, which the bootstrap does tell: a gap's error is like
 * a resampled gap's distance from the measured one. The quantile is that of 97.5%, since resampling makes a little too
 * little of bins with few examples; honest answers, 60 to 1,000 of them, then have 0 in their interval 19 times in 20.
 */
export function calibrationInterval(examples: readonly ScoredExample[]): [number, number] | null {
  const bins = new Int32Array(examples.length);
  const gaps = new Float64Array(examples.length);
  for (const [index, { expected, label, probabilities }] of examples.entries()) {
    const confidence = probabilities?.[0]?.probability;
    if (confidence === undefined) return null;
    bins[index] = binOf(confidence);
    gaps[index] = (label === expected ? 1 : 0) - confidence;
  }
  if (examples.length === 0) return null;
  const gapsOf = (drawn: Int32Array) => {
    const sums = new Float64Array(RELIABILITY_BINS);
    for (const example of drawn) {
      const bin = bins[example] ?? 0;
      sums[bin] = (sums[bin] ?? 0) + (gaps[example] ?? 0) / drawn.length;
    }
    return sums;
  };
  const measured = gapsOf(Int32Array.from(examples.keys()));
  const error = distance(measured, new Float64Array(RELIABILITY_BINS));
  const values = bootstrapValues(examples.length, (drawn) => distance(gapsOf(drawn), measured));
  const chance = values[Math.ceil(values.length * 0.975) - 1] ?? 0;
  return [Math.max(0, error - chance), Math.min(1, error + chance)];
}

const distance = (one: Float64Array, other: Float64Array) =>
  one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0);
