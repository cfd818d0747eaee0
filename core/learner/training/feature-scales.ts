import type { SparseRows } from '../vectors/sparse-rows.ts';

const { log, sqrt } = Math;

/**
 * Added to both counts of a ratio, in texts. A compromise, found by cross-validation on seven sets: more costs accuracy
 * on long texts (newsgroups), less on short ones (reviews, tweets).
 */
const SMOOTHING = 0.1;
/**
 * Added to every feature's ratio, which stands between the plain machine and the wholly scaled one: a feature that is
 * as frequent in all classes may still tell in company. With less of it, classes that resemble each other suffer.
 */
const LEAST_RATIO = 1;

export interface LabelledRows {
  readonly rows: SparseRows;
  /** Class of each row, 0 to `classCount - 1`. */
  readonly classes: Int32Array;
  readonly classCount: number;
  /** The rows to count in: those that are learnt from, and no others. */
  readonly members: Int32Array;
}

/**
 * How far each feature's square reaches, so that regularisation is gentle with features that tell the classes apart: a machine
 * trained on values times sqrt(scale) and one trained with the penalty sum of weight^2 / scale are the same. Always
 * positive; on average over the members, the squares of a row times the scales add up to 1.
 *
 * The idea is the NB-SVM's (Wang and Manning, Baselines and Bigrams, ACL 2012): values times the logarithm of how much
 * more frequent the feature is in the class, r = ln((in class + s) / (expected in class + s)), where what is expected
 * comes from the other classes. Here all machines share one scale, from the root of the mean of r^2 over the classes by
 * their sizes: a scale for each would rest, for a rare class, on a handful of texts.
 */
export function featureScales(labelled: LabelledRows, features: number): Float32Array {
  const scales = ratioSquares(labelled, features);
  for (let feature = 0; feature < features; feature += 1) {
    const ratio = LEAST_RATIO + sqrt(scales[feature] ?? 0);
    scales[feature] = ratio * ratio;
  }
  const { rows, members } = labelled;
  let total = 0;
  for (const row of members) total += scaledSquares(rows, row, scales);
  const factor = total > 0 ? members.length / total : 1;
  for (let feature = 0; feature < features; feature += 1) scales[feature] = (scales[feature] ?? 0) * factor;
  return scales;
}

/** A row's squared values, each times its feature's scale, added up. */
export function scaledSquares({ starts, columns, values }: SparseRows, row: number, scales: Float32Array): number {
  const end = starts[row + 1] ?? 0;
  let sum = 0;
  for (let at = starts[row] ?? 0; at < end; at += 1) {
    const value = values[at] ?? 0;
    sum += value * value * (scales[columns[at] ?? 0] ?? 0);
  }
  return sum;
}

/** For each feature the mean of r^2 over the classes, weighed by their sizes. */
function ratioSquares({ rows, classes, classCount, members }: LabelledRows, features: number): Float32Array {
  const sizes = new Float64Array(classCount);
  const counts = new Float32Array(features * classCount);
  for (const row of members) {
    const label = classes[row] ?? 0;
    sizes[label] = (sizes[label] ?? 0) + 1;
    const end = rows.starts[row + 1] ?? 0;
    for (let at = rows.starts[row] ?? 0; at < end; at += 1) {
      const place = (rows.columns[at] ?? 0) * classCount + label;
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  const shares = sizes.map((size) => size / members.length);
  // Of rows of one class only nothing can be told; its odds must not become infinite.
  const odds = shares.map((share) => (share < 1 ? share / (1 - share) : 0));
  const squares = new Float32Array(features);
  const absent = new AbsentSquares(shares, odds);
  for (let feature = 0; feature < features; feature += 1) {
    squares[feature] = meanSquare(counts, feature * classCount, { shares, odds, absent });
  }
  return squares;
}

interface Prior {
  readonly shares: Float64Array;
  readonly odds: Float64Array;
  readonly absent: AbsentSquares;
}

/** @param counts texts that have a feature, by class; those of the feature asked for begin at `first` */
function meanSquare(counts: Float32Array, first: number, { shares, odds, absent }: Prior): number {
  const classCount = shares.length;
  let total = 0;
  for (let label = 0; label < classCount; label += 1) total += counts[first + label] ?? 0;
  let mean = 0;
  for (let label = 0; label < classCount; label += 1) {
    const count = counts[first + label] ?? 0;
    if (count === 0) {
      mean += absent.of(total, label);
      continue;
    }
    const expected = (total - count) * (odds[label] ?? 0);
    const ratio = log((count + SMOOTHING) / (expected + SMOOTHING));
    mean += (shares[label] ?? 0) * ratio * ratio;
  }
  return mean;
}

/** Most features occur in few texts and in few classes: what the other classes add follows from the total alone. */
const REMEMBERED_TOTALS = 256;

/** A class's share times r^2, where none of its texts has the feature. */
class AbsentSquares {
  readonly #shares: Float64Array;
  readonly #odds: Float64Array;
  /** `known[total * classes + label]`, or -1 while it has not been asked for. */
  readonly #known: Float64Array;

  constructor(shares: Float64Array, odds: Float64Array) {
    this.#shares = shares;
    this.#odds = odds;
    this.#known = new Float64Array(REMEMBERED_TOTALS * shares.length).fill(-1);
  }

  /** @param total texts that have the feature, in all classes */
  of(total: number, label: number): number {
    const place = total * this.#shares.length + label;
    const known = total < REMEMBERED_TOTALS ? (this.#known[place] ?? -1) : -1;
    if (known >= 0) return known;
    const ratio = log(SMOOTHING / (total * (this.#odds[label] ?? 0) + SMOOTHING));
    const square = (this.#shares[label] ?? 0) * ratio * ratio;
    if (total < REMEMBERED_TOTALS) this.#known[place] = square;
    return square;
  }
}
