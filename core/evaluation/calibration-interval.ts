import type { ScoredExample } from '../contract/evaluation.ts';
import { bootstrapInterval } from './bootstrap.ts';
import { expectedCalibrationError } from './metrics.ts';

/**
 * 95% interval of the expected calibration error; null without examples, or when one has no probabilities.
 *
 * Chance alone makes the error of few examples too high, and resampling them makes it higher once more by about as much.
 * So the interval is the basic bootstrap's (Davison and Hinkley, Bootstrap Methods and their Application, 1997, section
 * 5.2), which takes that off again: from 2 e - q(97.5%) to 2 e - q(2.5%), with e the error that was measured and q the
 * quantiles of the resampled ones. It is kept at or above 0, and is widened to e where it would leave it out.
 */
export function calibrationInterval(examples: readonly ScoredExample[]): [number, number] | null {
  const measured = expectedCalibrationError(examples);
  if (measured === null || examples.length === 0) return null;
  const [low, high] = bootstrapInterval(examples.length, (drawn) => {
    const resampled = Array.from(drawn, (row) => examples[row]).filter((example) => example !== undefined);
    return expectedCalibrationError(resampled) ?? 0;
  });
  return [Math.max(0, Math.min(measured, 2 * measured - high)), Math.max(measured, 2 * measured - low)];
}
