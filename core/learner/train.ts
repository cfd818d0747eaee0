import { featureScales, scaledSquares } from './feature-scales.ts';
import { createRandom, shuffle } from './random.ts';
import { addScores, type LinearWeights, logLoss, topClass, weightColumns } from './scores.ts';
import type { SparseRows } from './sparse-rows.ts';

/** Bound once: in a context of its own, as under a test runner, each look-up of a global costs more than the sum it is for. */
const { abs, fround, max } = Math;

/** The usual price of an error against a large weight; scaled rows have length 1 on average, so it suits most texts. */
export const DEFAULT_COST = 1;
/** Steps that would move a dual variable by less are not taken. */
const NEGLIGIBLE = 1e-12;

export interface TrainerOptions {
  readonly rows: SparseRows;
  /** Class of each row, 0 to `classCount - 1`. */
  readonly classes: Int32Array;
  readonly classCount: number;
  /** Which rows to learn from. @default all */
  readonly members?: Int32Array;
  /** C of the support-vector machine. @default DEFAULT_COST */
  readonly cost?: number;
  /** Decides the order in which rows are visited. @default 0 */
  readonly seed?: number;
  /** Where an earlier trainer over the same rows stopped: its `duals` and `epochs`. */
  readonly resume?: { readonly duals: Float32Array; readonly epochs: number };
}

export interface EpochReport {
  /** Counted from 1. */
  readonly epoch: number;
  /** Mean cross-entropy in nats, and share of right answers, of each row as it was met, before its own update. */
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  /** How much of the dual objective reached so far is due to this epoch: 1 in the first, near 0 at the end. */
  readonly improvement: number;
}

/**
 * One-against-rest support-vector machines with squared hinge loss, trained by dual coordinate descent (Hsieh et al.,
 * A Dual Coordinate Descent Method for Large-scale Linear SVM, ICML 2008, algorithm 1). All classes are served by one
 * visit to a row; two classes share one machine. Each feature is regularised by its own scale, taken from the members'
 * classes; the weights apply to rows as they are. Deterministic for a seed; resuming from `duals` gives the same model
 * up to rounding.
 */
export class Trainer {
  readonly weights: LinearWeights;
  /** Dual variables, row by row, one for each weight column. Never negative. */
  readonly duals: Float32Array;
  epochs = 0;
  /** Minus the dual objective: grows from 0 towards the primal's minimum. */
  #objective = 0;
  readonly #options: TrainerOptions;
  readonly #members: Int32Array;
  readonly #diagonal: number;
  /** How gently each feature is regularised, and each row's squared length under these scales. */
  readonly #scales: Float32Array;
  readonly #squares: Float32Array;
  /** Columns that a row moves; most rows move few, once the first epochs are over. */
  readonly #moving: Int32Array;

  constructor(options: TrainerOptions, features: number) {
    const { rows, classes, classCount, members, cost = DEFAULT_COST, resume } = options;
    const columns = weightColumns(classCount);
    this.#options = options;
    this.#members = members ?? Int32Array.from({ length: rows.count }, (_, row) => row);
    this.#diagonal = 1 / (2 * cost);
    this.#moving = new Int32Array(columns);
    this.weights = {
      classCount,
      columns,
      values: new Float32Array(features * columns),
      bias: new Float64Array(columns),
    };
    this.duals = new Float32Array(rows.count * columns);
    this.#scales = featureScales({ rows, classes, classCount, members: this.#members }, features);
    this.#squares = new Float32Array(rows.count);
    for (const row of this.#members) this.#squares[row] = scaledSquares(rows, row, this.#scales);
    if (resume) this.#resume(resume.duals, resume.epochs);
  }

  /** One pass over all rows. @param temperature turns scores into the probabilities that the loss is computed from */
  epoch(temperature: number): EpochReport {
    const { rows, classes, classCount, seed = 0 } = this.#options;
    const order = shuffle(this.#members.slice(), createRandom(seed * 31 + this.epochs));
    const scores = new Float64Array(this.weights.columns);
    const before = this.#objective;
    let loss = 0;
    let right = 0;
    for (const row of order) {
      scores.set(this.weights.bias);
      addScores(this.weights, rows, row, scores);
      const expected = classes[row] ?? 0;
      loss += logLoss(scores, classCount, expected, temperature);
      if (topClass(scores, classCount) === expected) right += 1;
      this.#update(row, expected, scores);
    }
    this.epochs += 1;
    const gained = this.#objective - before;
    return {
      epoch: this.epochs,
      trainLoss: loss / order.length,
      trainAccuracy: right / order.length,
      improvement: this.#objective > 0 ? gained / this.#objective : 0,
    };
  }

  /** The best step for each of the row's dual variables; leaves the steps in `scores`. */
  #update(row: number, expected: number, scores: Float64Array): void {
    const { columns, bias } = this.weights;
    /** The row's length squared, its constant 1 for the bias, and the squared loss's share. */
    const curvature = (this.#squares[row] ?? 0) + 1 + this.#diagonal;
    let count = 0;
    for (let column = 0; column < columns; column += 1) {
      const sign = isPositive(expected, column, columns) ? 1 : -1;
      const at = row * columns + column;
      const dual = this.duals[at] ?? 0;
      const gradient = sign * (scores[column] ?? 0) - 1 + dual * this.#diagonal;
      const changed = fround(max(dual - gradient / curvature, 0));
      const step = changed - dual;
      if (abs(step) < NEGLIGIBLE) continue;
      this.duals[at] = changed;
      this.#objective -= gradient * step + 0.5 * curvature * step * step;
      scores[column] = sign * step;
      bias[column] = (bias[column] ?? 0) + sign * step;
      this.#moving[count] = column;
      count += 1;
    }
    if (count > 0) this.#addRow(row, { factors: scores, moving: this.#moving, count });
  }

  /** Weights are the sum of the scaled rows, each times its dual variables: nothing else needs to be kept. */
  #resume(duals: Float32Array, epochs: number): void {
    const { classes } = this.#options;
    const { columns, values, bias } = this.weights;
    if (duals.length !== this.duals.length) {
      throw new RangeError(`cannot resume: ${duals.length} dual variables, expected ${this.duals.length}`);
    }
    this.duals.set(duals);
    this.epochs = epochs;
    const signed = new Float64Array(columns);
    const moving = Int32Array.from({ length: columns }, (_, column) => column);
    let squares = 0;
    for (const row of this.#members) {
      for (let column = 0; column < columns; column += 1) {
        const dual = duals[row * columns + column] ?? 0;
        signed[column] = isPositive(classes[row] ?? 0, column, columns) ? dual : -dual;
        bias[column] = (bias[column] ?? 0) + (signed[column] ?? 0);
        squares += dual - 0.5 * this.#diagonal * dual * dual;
      }
      this.#addRow(row, { factors: signed, moving, count: columns });
    }
    for (const [at, value] of values.entries()) {
      squares -= (0.5 * value * value) / (this.#scales[Math.floor(at / columns)] ?? 1);
    }
    for (const value of bias) squares -= 0.5 * value * value;
    this.#objective = squares;
  }

  /** Adds a row to the weights, `factors[column]` times; only the columns named first in `moving` have a factor. */
  #addRow(row: number, { factors, moving, count }: { factors: Float64Array; moving: Int32Array; count: number }): void {
    const { rows } = this.#options;
    const { columns, values } = this.weights;
    const scales = this.#scales;
    const end = rows.starts[row + 1] ?? 0;
    for (let at = rows.starts[row] ?? 0; at < end; at += 1) {
      const feature = rows.columns[at] ?? 0;
      const first = feature * columns;
      const value = (rows.values[at] ?? 0) * (scales[feature] ?? 0);
      for (let index = 0; index < count; index += 1) {
        const column = moving[index] ?? 0;
        values[first + column] = (values[first + column] ?? 0) + (factors[column] ?? 0) * value;
      }
    }
  }
}

/** Two classes share one column, in which the second is positive. */
function isPositive(expected: number, column: number, columns: number): boolean {
  return columns === 1 ? expected === 1 : expected === column;
}
