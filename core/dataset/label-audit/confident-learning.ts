import type { OutOfFold } from './out-of-fold.ts';

/** How many labels are wrong, by confident learning. */
export interface ConfidentErrors {
  /**
   * The examples off the diagonal of the confident joint (Northcutt, Jiang and Chuang 2021, equation 1): the likeliest
   * class over its threshold is another one than the given. Rising.
   */
  readonly found: readonly number[];
  /**
   * How many wrong labels there are, those near the thresholds included: the joint's rows are brought to the sizes of the
   * classes (equation 3), and what is off the diagonal is added up. Rounded.
   */
  readonly estimated: number;
}

/** Counts the confident joint of the judged classes. */
export function findConfidentErrors({ classes, judged, confidentClass }: OutOfFold): ConfidentErrors {
  const sizes = new Float64Array(judged.length);
  const counted = new Float64Array(judged.length);
  const off = new Float64Array(judged.length);
  const found: number[] = [];
  for (const [example, given] of classes.entries()) {
    if (!judged[given]) continue;
    const confident = confidentClass[example] ?? -1;
    sizes[given] = (sizes[given] ?? 0) + 1;
    if (confident < 0) continue;
    counted[given] = (counted[given] ?? 0) + 1;
    if (confident === given) continue;
    off[given] = (off[given] ?? 0) + 1;
    found.push(example);
  }
  const estimated = off.reduce((sum, errors, given) => {
    return errors > 0 ? sum + (errors / (counted[given] ?? 1)) * (sizes[given] ?? 0) : sum;
  }, 0);
  return { found, estimated: Math.round(estimated) };
}

/** Probability of another label from which on an example is suspected though it stands below the surer ones' number. */
const SURE = 0.8;

/**
 * The examples to look at, those whose own label is the least probable first. Another label is likelier for each of
 * them. There are as many as confident errors; the ranking finds more true ones than the confident errors themselves
 * when there are many classes. Beyond that number, up to the estimated one, an example must have another label of
 * probability SURE: where the models know the matter well, thresholds near certainty leave out many
 * evident errors, and where they do not, nothing is added.
 */
export function chooseSuspects(outOfFold: OutOfFold, errors: ConfidentErrors): number[] {
  const { classes, judged, selfConfidence, likeliest, likeliestProbability } = outOfFold;
  return [...classes.keys()]
    .filter((example) => judged[classes[example] ?? 0] && likeliest[example] !== classes[example])
    .sort((a, b) => (selfConfidence[a] ?? 0) - (selfConfidence[b] ?? 0) || a - b)
    .slice(0, Math.max(errors.found.length, errors.estimated))
    .filter((example, place) => place < errors.found.length || (likeliestProbability[example] ?? 0) >= SURE);
}
