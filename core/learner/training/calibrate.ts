import { classScore, logSumExp, weightColumns } from '../scores.ts';
import { judgeScores } from './judge-scores.ts';

/** Scores of examples that the scoring model had not learnt from: `values[example * columns + column]`. */
export interface HeldOutScores {
  readonly classCount: number;
  /** Which row each example is, and its true class. */
  readonly rows: Int32Array;
  readonly classes: Int32Array;
  readonly values: Float64Array;
}

/** The search looks between these inverse temperatures; scores of a support-vector machine are of the order of 1. */
const LOWEST = 0.02;
const HIGHEST = 100;
/** Halvings of the logarithm of that range: the result is then right to a ten-thousandth. */
const HALVINGS = 16;

/**
 * The temperature T for which softmax(score / T) has the lowest cross-entropy on held-out scores (Guo et al., On
 * Calibration of Modern Neural Networks, ICML 2017). The right answer's target is kept a little under 1, as Platt did, so
 * that a set without mistakes does not end in certainty.
 */
export function fitTemperature(held: HeldOutScores): number {
  let low = Math.log(LOWEST);
  let high = Math.log(HIGHEST);
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2;
    if (slope(held, Math.exp(middle)) > 0) high = middle;
    else low = middle;
  }
  return Math.exp(-(low + high) / 2);
}

/** What suits held-out scores best. */
export interface Calibrated {
  readonly temperature: number;
  /** Mean cross-entropy in nats at this temperature. */
  readonly loss: number;
}

/** Fits the temperature and tells how well examples that were held out are told with it. */
export function calibrateScores(held: HeldOutScores): Calibrated {
  const temperature = fitTemperature(held);
  return { temperature, loss: judgeScores({ ...held, temperature }).loss };
}

/** Derivative of the cross-entropy with respect to the inverse temperature; it rises, since the loss is convex in it. */
function slope(held: HeldOutScores, inverse: number): number {
  const { classCount, classes, values } = held;
  const columns = weightColumns(classCount);
  const doubt = 1 / (classes.length + 2);
  let sum = 0;
  for (let example = 0; example < classes.length; example += 1) {
    const scores = values.subarray(example * columns, (example + 1) * columns);
    const total = logSumExp(scores, classCount, 1 / inverse);
    for (let index = 0; index < classCount; index += 1) {
      const score = classScore(scores, classCount, index);
      const target = index === classes[example] ? 1 - doubt : doubt / (classCount - 1);
      sum += (Math.exp(score * inverse - total) - target) * score;
    }
  }
  return sum;
}
