import type { SparseRows } from './sparse-rows.ts';

/** Bound once: in a context of its own, as under a test runner, each look-up of a global costs more than the sum it is for. */
const { exp, log, max } = Math;

/** A linear classifier's weights: feature by feature, one value for each column. */
export interface LinearWeights {
  readonly classCount: number;
  /** 1 for two classes, whose scores are each other's negative; else one for each class. */
  readonly columns: number;
  /** `values[feature * columns + column]`. */
  readonly values: Float32Array;
  readonly bias: Float64Array;
}

export const weightColumns = (classCount: number): number => (classCount === 2 ? 1 : classCount);

/** Adds a row's products with the weights to `scores`, one entry for each column. */
export function addScores(weights: LinearWeights, rows: SparseRows, row: number, scores: Float64Array): void {
  const { columns, values } = weights;
  const end = rows.starts[row + 1] ?? 0;
  if (columns === 1) {
    let sum = scores[0] ?? 0;
    for (let at = rows.starts[row] ?? 0; at < end; at += 1) {
      sum += (values[rows.columns[at] ?? 0] ?? 0) * (rows.values[at] ?? 0);
    }
    scores[0] = sum;
    return;
  }
  for (let at = rows.starts[row] ?? 0; at < end; at += 1) {
    const first = (rows.columns[at] ?? 0) * columns;
    const value = rows.values[at] ?? 0;
    for (let column = 0; column < columns; column += 1) {
      scores[column] = (scores[column] ?? 0) + (values[first + column] ?? 0) * value;
    }
  }
}

/** The class with the highest score; the first of equals. */
export function topClass(scores: Float64Array, classCount: number): number {
  if (classCount === 2) return (scores[0] ?? 0) > 0 ? 1 : 0;
  let best = 0;
  for (let index = 1; index < scores.length; index += 1) {
    if ((scores[index] ?? 0) > (scores[best] ?? 0)) best = index;
  }
  return best;
}

/** Scores by class from scores by column. */
export function classScore(scores: Float64Array, classCount: number, index: number): number {
  if (classCount !== 2) return scores[index] ?? 0;
  return index === 1 ? (scores[0] ?? 0) : -(scores[0] ?? 0);
}

/** ln of the sum of e^(score / temperature) over all classes, safe from overflow. */
export function logSumExp(scores: Float64Array, classCount: number, temperature: number): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < classCount; index += 1) {
    highest = max(highest, classScore(scores, classCount, index) / temperature);
  }
  let sum = 0;
  for (let index = 0; index < classCount; index += 1) {
    sum += exp(classScore(scores, classCount, index) / temperature - highest);
  }
  return highest + log(sum);
}

/** Cross-entropy in nats of one answer: -ln of the probability that the softmax of score / temperature gives `expected`. */
export function logLoss(scores: Float64Array, classCount: number, expected: number, temperature: number): number {
  return logSumExp(scores, classCount, temperature) - classScore(scores, classCount, expected) / temperature;
}
