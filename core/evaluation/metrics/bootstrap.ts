import { createRandom } from '../../learner/random.ts';

const RESAMPLES = 2_000;
/** Any number will do, as long as it stays: the same examples then have the same interval on every machine. */
const SEED = 1979;

/** 2,000 values of what chance gives, from the lowest to the highest. The same on every machine, as the chance is. */
export function drawValues(value: (random: () => number) => number): Float64Array {
  const random = createRandom(SEED);
  return Float64Array.from({ length: RESAMPLES }, () => value(random)).sort();
}

/**
 * A statistic over 2,000 resamples of `examples` rows, drawn with replacement (Efron, Bootstrap Methods, 1979), from the
 * lowest value to the highest. `statistic` gets the rows drawn, in an array that is used again for the next resample; one
 * row stands for whatever was measured on it, so that what is compared on it stays paired.
 */
export function bootstrapValues(examples: number, statistic: (drawn: Int32Array) => number): Float64Array {
  const drawn = new Int32Array(examples);
  return drawValues((random) => {
    for (let draw = 0; draw < examples; draw += 1) drawn[draw] = (random() * examples) | 0;
    return statistic(drawn);
  });
}

/** The value that a share of the sorted values does not exceed; 0 of none. */
export const quantile = (values: Float64Array, share: number): number =>
  values[Math.ceil(values.length * share) - 1] ?? 0;

/** The 2.5% and the 97.5% quantile of a statistic over resamples. */
export function bootstrapInterval(examples: number, statistic: (drawn: Int32Array) => number): [number, number] {
  const values = bootstrapValues(examples, statistic);
  return [values[Math.floor(RESAMPLES * 0.025)] ?? 0, values[Math.ceil(RESAMPLES * 0.975) - 1] ?? 0];
}
