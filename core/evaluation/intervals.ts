/** The 97.5% quantile of the normal distribution. */
const Z_95 = 1.959964;

/** Wilson's score interval at 95% for a proportion (Wilson, 1927); [0, 1] when nothing was counted. */
export function wilsonInterval(successes: number, trials: number): [number, number] {
  if (trials === 0) return [0, 1];
  const share = successes / trials;
  const z2 = Z_95 * Z_95;
  const centre = share + z2 / (2 * trials);
  const spread = Z_95 * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials));
  const scale = 1 + z2 / trials;
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)];
}

const RESAMPLES = 2_000;

/**
 * 95% percentile interval, by the paired bootstrap (Efron, 1979), of the mean of per-example differences, for instance
 * `right(candidate) - right(champion)`, each -1, 0 or 1. Deterministic: the resamples come from a fixed seed.
 */
export function pairedBootstrapInterval(differences: readonly number[]): [number, number] {
  const n = differences.length;
  if (n === 0) return [-1, 1];
  const random = xorshift(0x9e3779b9);
  const means = new Float64Array(RESAMPLES);
  for (let resample = 0; resample < RESAMPLES; resample += 1) {
    let sum = 0;
    for (let draw = 0; draw < n; draw += 1) sum += differences[Math.floor(random() * n)] ?? 0;
    means[resample] = sum / n;
  }
  means.sort();
  return [means[Math.floor(RESAMPLES * 0.025)] ?? 0, means[Math.ceil(RESAMPLES * 0.975) - 1] ?? 0];
}

/** Marsaglia's 32-bit xorshift (2003): numbers in [0, 1), the same ones for the same seed on every machine. */
function xorshift(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}
