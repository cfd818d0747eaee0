import type { RatioStratum } from './ratio-stratum.ts';

/** A total, and half the width of its 95% interval: 0 when all of it was counted. */
export interface EstimatedTotal {
  readonly total: number;
  readonly error: number;
}

/**
 * The separate ratio estimate of a stratified sample: the strata's estimates and variances added up (Cochran, section 6.10).
 * The interval is that of Student's t with the effective degrees of freedom, since a stratum may have given two texts only
 * (Satterthwaite, 1946; Cochran, section 5.4).
 */
export function estimateTotal(strata: readonly RatioStratum[]): EstimatedTotal {
  const total = strata.reduce((sum, { tokens }) => sum + tokens, 0);
  const uncertain = strata.filter(({ isComplete }) => !isComplete);
  if (uncertain.length === 0) return { total, error: 0 };
  // One text says nothing about how texts differ: then nothing bounds the error but the total.
  if (uncertain.some(({ counted }) => counted < 2)) return { total, error: total };
  let variance = 0;
  let squares = 0;
  for (const stratum of uncertain) {
    variance += stratum.variance;
    squares += stratum.variance ** 2 / (stratum.counted - 1);
  }
  if (variance === 0) return { total, error: 0 };
  return { total, error: tQuantile(variance ** 2 / squares) * Math.sqrt(variance) };
}

const Z = 1.959964;

/**
 * The 97.5% quantile of Student's t, from the normal one (Abramowitz and Stegun, 26.7.5): exact to a hundredth from three
 * degrees of freedom on, a tenth too low for one.
 */
export function tQuantile(degreesOfFreedom: number): number {
  const n = degreesOfFreedom;
  return (
    Z +
    (Z ** 3 + Z) / (4 * n) +
    (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / (96 * n ** 2) +
    (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / (384 * n ** 3) +
    (79 * Z ** 9 + 776 * Z ** 7 + 1482 * Z ** 5 - 1920 * Z ** 3 - 945 * Z) / (92_160 * n ** 4)
  );
}
