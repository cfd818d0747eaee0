import type { HeldOutScores } from './calibrate.ts';
import { createRandom, shuffle } from './random.ts';
import { addScores, weightColumns } from './scores.ts';
import type { SparseRows } from './sparse-rows.ts';
import { Trainer } from './train.ts';

/** Passes for a fold's model: scores have their final size by then. */
const FOLD_EPOCHS = 5;
const FOLDS = 3;
/** Above this many entries times classes one fold has to do: there are scores enough, and the others would take long. */
const MUCH_WORK = 1e8;
const LARGE_FOLDS = 5;

export interface CrossFitOptions {
  readonly rows: SparseRows;
  /** Class of each row, 0 to `classCount - 1`. */
  readonly classes: Int32Array;
  readonly classCount: number;
  /** Size of the vocabulary. */
  readonly features: number;
  /** @default 3 */
  readonly folds?: number;
  /** How many of the folds are scored. @default all, or one when the set is large */
  readonly rounds?: number;
  /** Passes for each fold's model. @default FOLD_EPOCHS */
  readonly epochs?: number;
  /**
   * By row: rows of the same group are held out together, so that none is scored by a model that learnt its twin.
   * @default each row by itself
   */
  readonly groups?: Int32Array;
  /** C of the support-vector machine. */
  readonly cost?: number;
  readonly seed?: number;
}

/**
 * Scores rows by a model that was trained without them, one pass over a fold's rows for each `next`, so that other work
 * can go on in between; yields the share that is done, up to 1. Each class is dealt out evenly over the folds. Only the
 * labels are held out: the vocabulary has seen every text.
 */
export function* crossFit(options: CrossFitOptions): Generator<number, HeldOutScores> {
  const { rows, classes, classCount, features, seed = 0 } = options;
  const large = rows.columns.length * classCount > MUCH_WORK;
  const { folds = large ? LARGE_FOLDS : FOLDS, rounds = large ? 1 : folds, epochs = FOLD_EPOCHS, groups } = options;
  const columns = weightColumns(classCount);
  const foldOf = dealFolds(classes, folds, seed, groups);
  const held = Int32Array.from(foldOf.keys().filter((row) => (foldOf[row] ?? 0) < rounds));
  const values = new Float64Array(held.length * columns);
  for (let fold = 0; fold < rounds; fold += 1) {
    const members = Int32Array.from(foldOf.keys().filter((row) => foldOf[row] !== fold));
    const trainer = new Trainer({ ...options, members }, features);
    for (let epoch = 0; epoch < epochs; epoch += 1) {
      trainer.epoch(1);
      if (epoch + 1 < epochs) yield (fold + (epoch + 1) / epochs) / rounds;
    }
    for (const [at, row] of held.entries()) {
      if (foldOf[row] !== fold) continue;
      const scores = values.subarray(at * columns, (at + 1) * columns);
      scores.set(trainer.weights.bias);
      addScores(trainer.weights, rows, row, scores);
    }
    yield (fold + 1) / rounds;
  }
  return { classCount, rows: held, classes: held.map((row) => classes[row] ?? 0), values };
}

/** Fold of each row: in random order, class by class, dealt like cards; of a group, the first row met stands for all. */
function dealFolds(classes: Int32Array, folds: number, seed: number, groups?: Int32Array): Int32Array {
  const order = shuffle(Int32Array.from(classes.keys()), createRandom(seed));
  const dealt = new Map<number, number>();
  const foldOfGroup = new Map<number, number>();
  const foldOf = new Int32Array(classes.length);
  for (const row of order) {
    const group = groups?.[row];
    const settled = group === undefined ? undefined : foldOfGroup.get(group);
    if (settled !== undefined) {
      foldOf[row] = settled;
      continue;
    }
    const label = classes[row] ?? 0;
    const before = dealt.get(label) ?? 0;
    const fold = (before + label) % folds;
    foldOf[row] = fold;
    if (group !== undefined) foldOfGroup.set(group, fold);
    dealt.set(label, before + 1);
  }
  return foldOf;
}
