import { weightColumns } from '../scores.ts';
import { sharedDoubles, sharedFloats } from '../shared-arrays.ts';
import type { SparseRows } from '../vectors/sparse-rows.ts';

const { abs, floor, fround, max } = Math;

/** Machines that are trained together: their weights lie side by side, so that one look at a feature serves all five. */
export const GROUP_SIZE = 5;
/** Steps that would move a dual variable by less are not taken. */
const NEGLIGIBLE = 1e-12;

/**
 * A few one-against-rest machines of a classifier, as plain data over memory that threads can share. Machines know
 * nothing of each other, so groups can be trained side by side, and the result does not depend on how many threads do it.
 */
export interface MachineGroup {
  /** The column of the first machine: the class that it tells from the rest, or 0 of two classes. */
  readonly first: number;
  /** Machines in the group; places from here up to `width` are unused. */
  readonly count: number;
  /** Places for each feature and row: 1 for the single machine of two classes, else GROUP_SIZE. */
  readonly width: number;
  /** `weights[feature * width + place]`; they apply to rows as they are. */
  readonly weights: Float32Array;
  /** `duals[row * width + place]`, never negative. */
  readonly duals: Float32Array;
  /** By place. */
  readonly bias: Float64Array;
}

/** What all machines of a classifier learn from. Plain data, like the groups. */
export interface Lesson {
  readonly rows: SparseRows;
  /** Class of each row, 0 to `classCount - 1`. */
  readonly classes: Int32Array;
  readonly classCount: number;
  /** How gently each feature is regularised; see `featureScales`. */
  readonly scales: Float32Array;
  /** Each row's squared length under these scales. */
  readonly squares: Float32Array;
  /** 1 / (2C): the squared hinge loss's part in the curvature. */
  readonly diagonal: number;
}

/** Which machines the groups of a classifier have. */
export function groupShapes(classCount: number): Pick<MachineGroup, 'first' | 'count' | 'width'>[] {
  const columns = weightColumns(classCount);
  const width = columns === 1 ? 1 : GROUP_SIZE;
  return Array.from({ length: Math.ceil(columns / width) }, (_, index) => {
    return { first: index * width, count: Math.min(width, columns - index * width), width };
  });
}

/** A group of machines, as yet untrained. */
export function createGroup(
  shape: Pick<MachineGroup, 'first' | 'count' | 'width'>,
  features: number,
  rows: number,
): MachineGroup {
  const { width } = shape;
  return {
    ...shape,
    weights: sharedFloats(features * width),
    duals: sharedFloats(rows * width),
    bias: sharedDoubles(width),
  };
}

/** The scores of rows as they were met, before their own update: `values[place in the order * columns + column]`. */
export interface MetScores {
  readonly columns: number;
  /** Of so many rows from the first of the order on. */
  readonly count: number;
  readonly values: Float32Array;
}

/**
 * One pass of dual coordinate descent over the rows in the order given (Hsieh et al., A Dual Coordinate Descent Method
 * for Large-scale Linear SVM, ICML 2008, algorithm 1), for the machines of one group.
 * @returns what was gained of minus the dual objective
 */
export function trainPass(group: MachineGroup, lesson: Lesson, order: Int32Array, met?: MetScores): number {
  const { rows, classes, classCount, squares, diagonal } = lesson;
  const { first, count, width, duals, bias } = group;
  const scores = new Float32Array(width);
  const steps = new Float32Array(width);
  let gained = 0;
  for (let place = 0; place < order.length; place += 1) {
    const row = order[place] ?? 0;
    scoreRow(group, rows, row, scores);
    if (met && place < met.count) {
      for (let at = 0; at < count; at += 1) met.values[place * met.columns + first + at] = scores[at] ?? 0;
    }
    /** Which place of the group is right; of two classes, the second is the machine's own. */
    const own = (classes[row] ?? 0) - (classCount === 2 ? 1 : first);
    /** The row's length squared, its constant 1 for the bias, and the squared loss's share. */
    const curvature = (squares[row] ?? 0) + 1 + diagonal;
    for (let at = 0; at < count; at += 1) {
      const sign = at === own ? 1 : -1;
      const dual = duals[row * width + at] ?? 0;
      const gradient = sign * (scores[at] ?? 0) - 1 + dual * diagonal;
      const changed = fround(max(dual - gradient / curvature, 0));
      const step = changed - dual;
      steps[at] = 0;
      if (abs(step) < NEGLIGIBLE) continue;
      duals[row * width + at] = changed;
      gained -= gradient * step + 0.5 * curvature * step * step;
      steps[at] = sign * step;
      bias[at] = (bias[at] ?? 0) + sign * step;
    }
    addRow(group, lesson, row, steps);
  }
  return gained;
}

/**
 * Works out the weights anew from the dual variables: they are the sum of the scaled rows, each times its dual variables.
 * @returns minus the dual objective
 */
export function rebuildWeights(group: MachineGroup, lesson: Lesson, members: Int32Array): number {
  const { first, count, width, weights, duals, bias } = group;
  const { classes, classCount, scales, diagonal } = lesson;
  weights.fill(0);
  bias.fill(0);
  const steps = new Float32Array(width);
  let objective = 0;
  for (const row of members) {
    const own = (classes[row] ?? 0) - (classCount === 2 ? 1 : first);
    for (let at = 0; at < count; at += 1) {
      const dual = duals[row * width + at] ?? 0;
      steps[at] = at === own ? dual : -dual;
      bias[at] = (bias[at] ?? 0) + (steps[at] ?? 0);
      objective += dual - 0.5 * diagonal * dual * dual;
    }
    addRow(group, lesson, row, steps);
  }
  for (let at = 0; at < weights.length; at += 1) {
    const weight = weights[at] ?? 0;
    if (weight !== 0) objective -= (0.5 * weight * weight) / (scales[floor(at / width)] ?? 1);
  }
  for (const value of bias) objective -= 0.5 * value * value;
  return objective;
}

/** The group's scores of a row, into `scores`, by place. Sums are kept in 32 bits, like the weights. */
function scoreRow(group: MachineGroup, rows: SparseRows, row: number, scores: Float32Array): void {
  const { width, weights, bias } = group;
  const { columns, values } = rows;
  const end = rows.starts[row + 1] ?? 0;
  let at = rows.starts[row] ?? 0;
  let a = fround(bias[0] ?? 0);
  if (width === 1) {
    for (; at < end; at += 1) a = fround(a + fround((weights[columns[at] ?? 0] ?? 0) * (values[at] ?? 0)));
    scores[0] = a;
    return;
  }
  let b = fround(bias[1] ?? 0);
  let c = fround(bias[2] ?? 0);
  let d = fround(bias[3] ?? 0);
  let e = fround(bias[4] ?? 0);
  for (; at < end; at += 1) {
    const place = (columns[at] ?? 0) * GROUP_SIZE;
    const value = values[at] ?? 0;
    a = fround(a + fround((weights[place] ?? 0) * value));
    b = fround(b + fround((weights[place + 1] ?? 0) * value));
    c = fround(c + fround((weights[place + 2] ?? 0) * value));
    d = fround(d + fround((weights[place + 3] ?? 0) * value));
    e = fround(e + fround((weights[place + 4] ?? 0) * value));
  }
  scores[0] = a;
  scores[1] = b;
  scores[2] = c;
  scores[3] = d;
  scores[4] = e;
}

/** Adds a scaled row to the weights of each place, `steps[place]` times. */
function addRow(group: MachineGroup, lesson: Lesson, row: number, steps: Float32Array): void {
  let moving = 0;
  let last = 0;
  for (let place = 0; place < group.width; place += 1) {
    if (steps[place] === 0) continue;
    moving += 1;
    last = place;
  }
  if (moving === 1) addToOne(group, lesson, row, last, steps[last] ?? 0);
  else if (moving > 1) addToAll(group, lesson, row, steps);
}

/** Once the first passes are over, a row seldom moves more than one machine of a group. */
function addToOne(group: MachineGroup, { rows, scales }: Lesson, row: number, place: number, step: number): void {
  const { width, weights } = group;
  const { starts, columns, values } = rows;
  const factor = fround(step);
  const end = starts[row + 1] ?? 0;
  for (let at = starts[row] ?? 0; at < end; at += 1) {
    const feature = columns[at] ?? 0;
    const value = fround((values[at] ?? 0) * (scales[feature] ?? 0));
    const target = feature * width + place;
    weights[target] = fround((weights[target] ?? 0) + fround(factor * value));
  }
}

function addToAll(group: MachineGroup, { rows, scales }: Lesson, row: number, steps: Float32Array): void {
  const { weights } = group;
  const { starts, columns, values } = rows;
  const a = steps[0] ?? 0;
  const b = steps[1] ?? 0;
  const c = steps[2] ?? 0;
  const d = steps[3] ?? 0;
  const e = steps[4] ?? 0;
  const end = starts[row + 1] ?? 0;
  for (let at = starts[row] ?? 0; at < end; at += 1) {
    const feature = columns[at] ?? 0;
    const place = feature * GROUP_SIZE;
    const value = fround((values[at] ?? 0) * (scales[feature] ?? 0));
    weights[place] = fround((weights[place] ?? 0) + fround(a * value));
    weights[place + 1] = fround((weights[place + 1] ?? 0) + fround(b * value));
    weights[place + 2] = fround((weights[place + 2] ?? 0) + fround(c * value));
    weights[place + 3] = fround((weights[place + 3] ?? 0) + fround(d * value));
    weights[place + 4] = fround((weights[place + 4] ?? 0) + fround(e * value));
  }
}

/** The group's scores of rows, or of all: `scores[place of the row * count + place in the group]`. */
export function scoreRows(group: MachineGroup, rows: SparseRows, chosen?: Int32Array): Float32Array {
  const length = chosen?.length ?? rows.count;
  const into = new Float32Array(length * group.count);
  const scores = new Float32Array(group.width);
  for (let place = 0; place < length; place += 1) {
    scoreRow(group, rows, chosen ? (chosen[place] ?? 0) : place, scores);
    into.set(scores.subarray(0, group.count), place * group.count);
  }
  return into;
}
