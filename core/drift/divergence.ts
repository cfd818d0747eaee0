import type { Divergence } from '../contract/drift-report.ts';

/** From here on a population counts as changed: the usual reading of the index (Siddiqi, Credit Risk Scorecards, 2006). */
const LEAST_STABILITY_INDEX = 0.25;

/** Added to every count, so that a class which one side never met has a share and a logarithm (Jeffreys' prior). */
const PRIOR = 0.5;

/** Standard normal quantile of 0.999: chance alone crosses the bound on one day of a thousand. */
const CHANCE = 3.0902;

/**
 * How far what was served lies from training, both as counts of the same classes in the same order.
 *
 * - Population stability index: the sum of (p - q) ln(p / q) over the classes (Siddiqi 2006, chapter 9), which is the
 *   symmetric form of the Kullback-Leibler divergence (Jeffreys 1946), in nats.
 * - Jensen-Shannon distance: the root of (KL(p, m) + KL(q, m)) / 2 in bits, m = (p + q) / 2 (Endres and Schindelin 2003).
 *
 * Of two samples of n and m from one distribution over K classes, the index is about (1/n + 1/m) times a chi-square
 * of K - 1 degrees of freedom (Yurdakul, Statistical Properties of Population Stability Index, 2018): the bound is at
 * least the 99.9% quantile of that, so that few answers over many labels do not pass for drift.
 */
export function divergenceOf(served: readonly number[], training: readonly number[]): Divergence {
  const p = shares(served);
  const q = shares(training);
  let stabilityIndex = 0;
  let divergence = 0;
  for (const [place, mine] of p.entries()) {
    const other = q[place] ?? 0;
    const middle = (mine + other) / 2;
    stabilityIndex += (mine - other) * Math.log(mine / other);
    divergence += (mine * Math.log2(mine / middle) + other * Math.log2(other / middle)) / 2;
  }
  const byChance = (1 / total(served) + 1 / total(training)) * chiSquareQuantile(served.length - 1);
  return {
    stabilityIndex,
    distance: Math.sqrt(Math.max(0, divergence)),
    bound: Math.max(LEAST_STABILITY_INDEX, byChance),
  };
}

function shares(counts: readonly number[]): number[] {
  const all = total(counts) + counts.length * PRIOR;
  return counts.map((count) => (count + PRIOR) / all);
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** 99.9% quantile of the chi-square distribution, by Wilson and Hilferty's approximation (1931); 0 without any freedom. */
function chiSquareQuantile(freedom: number): number {
  if (freedom < 1) return 0;
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + CHANCE * Math.sqrt(spread)) ** 3;
}
