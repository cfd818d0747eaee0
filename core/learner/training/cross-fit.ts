import { setImmediate as nextTurn } from 'node:timers/promises';
import { createRandom, shuffle } from '../random.ts';
import { weightColumns } from '../scores.ts';
import { sharedDoubles, sharedFloats, shareIntegers } from '../shared-arrays.ts';
import type { SparseRows } from '../vectors/sparse-rows.ts';
import { type Workers, workHere } from '../work.ts';
import type { HeldOutScores } from './calibrate.ts';
import { groupShapes } from './machines.ts';
import { isMuchWork } from './passes.ts';
import { DEFAULT_COST } from './train.ts';
import { joinGroups } from './weights.ts';

/** Passes for a fold's model: scores have their final size by then; where there is much work, nearly. */
const FOLD_EPOCHS = 4;
const LARGE_FOLD_EPOCHS = 3;
/** Passes for each further C, which begins where the one before it ended. */
const LATER_EPOCHS = 2;
const FOLDS = 3;
/** Where there is much work one of these has to do: there are scores enough, and the others would take long. */
const LARGE_FOLDS = 5;

export interface CrossFitOptions {
  readonly rows: SparseRows;
  /** Class of each row, 0 to `classCount - 1`. */
  readonly classes: Int32Array;
  readonly classCount: number;
  /** Size of the vocabulary. */
  readonly features: number;
  /** The rows to learn from and to score. @default all */
  readonly among?: Int32Array;
  /** @default 3 */
  readonly folds?: number;
  /** How many of the folds are scored. @default all, or one when the set is large */
  readonly rounds?: number;
  /** Passes for each fold's model. @default as many as the work allows, 3 or 4 */
  readonly epochs?: number;
  /**
   * By row: rows of the same group are held out together, so that none is scored by a model that learnt its twin.
   * @default each row by itself
   */
  readonly groups?: Int32Array;
  /** C of the support-vector machine. @default DEFAULT_COST */
  readonly cost?: number;
  /** @default 0 */
  readonly seed?: number;
  /** @default this thread */
  readonly workers?: Workers;
  /** Called with the share of the work that is done, rising to 1. */
  onProgress?(share: number): void;
}

/**
 * Scores rows by models that were trained without them. Each class is dealt out evenly over the folds. Only the labels
 * are held out: the vocabulary has seen every text.
 */
export async function crossFit(options: CrossFitOptions): Promise<HeldOutScores> {
  const [scores] = await crossFitCosts(options, [options.cost ?? DEFAULT_COST]);
  if (!scores) throw new Error('one cost gives one table of scores');
  return scores;
}

/** As {@link crossFit}, for several C in rising order, each going on from where the one before it ended. */
export async function crossFitCosts(options: CrossFitOptions, costs: readonly number[]): Promise<HeldOutScores[]> {
  const { rows, classes, classCount, among = Int32Array.from({ length: rows.count }, (_, row) => row) } = options;
  const { folds, rounds } = foldsFor(options, among);
  const foldOf = dealFolds(among, options, folds);
  const held = among.filter((_, place) => (foldOf[place] ?? 0) < rounds);
  const places = new Map(held.entries().map(([place, row]) => [row, place]));
  const tables = costs.map(() => sharedDoubles(held.length * weightColumns(classCount)));
  for (let round = 0; round < rounds; round += 1) {
    const members = among.filter((_, place) => foldOf[place] !== round);
    const out = among.filter((_, place) => foldOf[place] === round);
    const scores = await scoreOne(options, { members, held: out, costs });
    const into = out.map((row) => places.get(row) ?? 0);
    for (const [index, table] of tables.entries()) {
      await nextTurn();
      const part = scores[index];
      if (part) putRows(part, { table, into, columns: weightColumns(classCount) });
    }
    options.onProgress?.((round + 1) / rounds);
  }
  const heldClasses = held.map((row) => classes[row] ?? 0);
  return tables.map((values) => ({ classCount, rows: held, classes: heldClasses, values }));
}

/** Copies each row of scores to its place in the table. */
function putRows(
  scores: Float64Array,
  { table, into, columns }: { table: Float64Array; into: Int32Array; columns: number },
): void {
  for (let row = 0; row < into.length; row += 1) {
    const target = (into[row] ?? 0) * columns;
    for (let column = 0; column < columns; column += 1) table[target + column] = scores[row * columns + column] ?? 0;
  }
}

function foldsFor(options: CrossFitOptions, among: Int32Array): { folds: number; rounds: number } {
  const large = isMuchWork(options.rows, options.classCount, among.length);
  const { folds = large ? LARGE_FOLDS : FOLDS, rounds = large ? 1 : folds } = options;
  return { folds, rounds };
}

/** Scores of one fold's rows, for each C: `values[place in held * columns + column]`. */
async function scoreOne(
  { rows, classes, classCount, features, seed = 0, workers = workHere, ...options }: CrossFitOptions,
  { members, held, costs }: { members: Int32Array; held: Int32Array; costs: readonly number[] },
): Promise<Float64Array[]> {
  const { epochs = isMuchWork(rows, classCount) ? LARGE_FOLD_EPOCHS : FOLD_EPOCHS } = options;
  const [scales, squares] = [sharedFloats(features), sharedFloats(rows.count)];
  const learnt = shareIntegers(members);
  await workers([{ kind: 'measure', parts: { rows, classes, classCount, members: learnt, scales, squares } }]);
  const lesson = { rows, classes, classCount, scales, squares };
  const shared = { lesson, members: learnt, held: shareIntegers(held), costs, epochs, laterEpochs: LATER_EPOCHS, seed };
  const shapes = groupShapes(classCount);
  const byGroup = await workers<'fold'>(shapes.map((shape) => ({ kind: 'fold', fold: { ...shared, shape } })));
  const size = { columns: weightColumns(classCount), rows: held.length };
  return costs.map((_, cost) =>
    joinGroups(
      byGroup.map((scores) => scores[cost] ?? new Float32Array(0)),
      shapes,
      size,
    ),
  );
}

/** Fold of each of the rows: in random order, class by class, dealt like cards; of a group, the first row met stands for all. */
function dealFolds(among: Int32Array, { classes, seed = 0, groups }: CrossFitOptions, folds: number): Int32Array {
  const order = shuffle(Int32Array.from(among.keys()), createRandom(seed));
  const dealt = new Map<number, number>();
  const foldOfGroup = new Map<number, number>();
  const foldOf = new Int32Array(among.length);
  for (const place of order) {
    const row = among[place] ?? 0;
    const group = groups?.[row];
    const settled = group === undefined ? undefined : foldOfGroup.get(group);
    if (settled !== undefined) {
      foldOf[place] = settled;
      continue;
    }
    const label = classes[row] ?? 0;
    const before = dealt.get(label) ?? 0;
    const fold = (before + label) % folds;
    foldOf[place] = fold;
    if (group !== undefined) foldOfGroup.set(group, fold);
    dealt.set(label, before + 1);
  }
  return foldOf;
}
