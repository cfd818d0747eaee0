import { classScore, logSumExp, weightColumns } from '../../learner/scores.ts';
import type { HeldOutScores } from '../../learner/training/calibrate.ts';

/** What models that had not seen an example say of it, for all examples. */
export interface OutOfFold {
  /** Given class by example. */
  readonly classes: Int32Array;
  /** By class: whether it has examples enough to be judged. Others are neither suspected nor suggested. */
  readonly judged: readonly boolean[];
  /** Probability of the given class, by example. */
  readonly selfConfidence: Float32Array;
  /** The likeliest judged class, and its probability. */
  readonly likeliest: Int32Array;
  readonly likeliestProbability: Float32Array;
  /** The likeliest of the classes that reach their own threshold, or -1 where none does. */
  readonly confidentClass: Int32Array;
}

/**
 * Reduces scores to what the audit needs. A class's threshold is the mean probability of the class over the examples
 * labelled so (Northcutt, Jiang and Chuang, Confident Learning: Estimating Uncertainty in Dataset Labels, JAIR 2021,
 * equation 2): of a class that the models are seldom sure of, less is asked.
 * @param held scores of all examples, in their order
 */
export function judgeOutOfFold(held: HeldOutScores, temperature: number, judged: readonly boolean[]): OutOfFold {
  const { classCount, classes } = held;
  const count = classes.length;
  const probabilities = new Float64Array(classCount);
  const selfConfidence = new Float32Array(count);
  const likeliest = new Int32Array(count);
  const likeliestProbability = new Float32Array(count);
  const confidentClass = new Int32Array(count);
  const sums = new Float64Array(classCount);
  const sizes = new Int32Array(classCount);
  const isJudged = (index: number) => judged[index] === true;
  for (let example = 0; example < count; example += 1) {
    fillProbabilities(held, example, temperature, probabilities);
    const given = classes[example] ?? 0;
    const own = probabilities[given] ?? 0;
    const best = bestOf(probabilities, isJudged);
    selfConfidence[example] = own;
    likeliest[example] = best;
    likeliestProbability[example] = probabilities[best] ?? 0;
    sums[given] = (sums[given] ?? 0) + own;
    sizes[given] = (sizes[given] ?? 0) + 1;
  }
  const thresholds = sums.map((sum, index) => sum / (sizes[index] ?? 1));
  const reaches = (index: number) => isJudged(index) && (probabilities[index] ?? 0) >= (thresholds[index] ?? 1);
  for (let example = 0; example < count; example += 1) {
    fillProbabilities(held, example, temperature, probabilities);
    confidentClass[example] = bestOf(probabilities, reaches);
  }
  return { classes, judged, selfConfidence, likeliest, likeliestProbability, confidentClass };
}

/** Probabilities are not kept for all examples: with many classes they would take more memory than the scores. */
function fillProbabilities(held: HeldOutScores, example: number, temperature: number, into: Float64Array): void {
  const { classCount, values } = held;
  const columns = weightColumns(classCount);
  const scores = values.subarray(example * columns, (example + 1) * columns);
  const total = logSumExp(scores, classCount, temperature);
  for (let index = 0; index < classCount; index += 1) {
    into[index] = Math.exp(classScore(scores, classCount, index) / temperature - total);
  }
}

/** The first of the likeliest classes that are eligible, or -1. */
function bestOf(probabilities: Float64Array, isEligible: (index: number) => boolean): number {
  let best = -1;
  for (let index = 0; index < probabilities.length; index += 1) {
    if (isEligible(index) && (best < 0 || (probabilities[index] ?? 0) > (probabilities[best] ?? 0))) best = index;
  }
  return best;
}
