import { createRandom, shuffle } from '../random.ts';
import { weightColumns } from '../scores.ts';
import { sharedFloats, shareIntegers } from '../shared-arrays.ts';
import type { SparseRows } from '../vectors/sparse-rows.ts';
import { type Workers, workHere, workOne } from '../work.ts';
import { createGroup, groupShapes, type Lesson, type MachineGroup, type MetScores } from './machines.ts';
import type { LinearWeights } from './weights.ts';

/** The usual price of an error against a large weight; scaled rows have length 1 on average, so it suits most texts. */
export const DEFAULT_COST = 1;
/** Scores of a pass that are kept to tell its loss, at most: of more rows, those that are met first stand for all. */
const MOST_MET_SCORES = 2 ** 24;

export interface TrainerOptions {
  readonly rows: SparseRows;
  /** Class of each row, 0 to `classCount - 1`. */
  readonly classes: Int32Array;
  readonly classCount: number;
  /** Size of the vocabulary. */
  readonly features: number;
  /** Which rows to learn from. @default all */
  readonly members?: Int32Array;
  /** C of the support-vector machine. @default DEFAULT_COST */
  readonly cost?: number;
  /** Decides the order in which rows are visited. @default 0 */
  readonly seed?: number;
  /** Where an earlier trainer over the same rows stopped: its `duals()` and `epochs`. */
  readonly resume?: { readonly duals: Float32Array; readonly epochs: number };
  /** @default this thread */
  readonly workers?: Workers;
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
 * One-against-rest support-vector machines with squared hinge loss, trained by dual coordinate descent; see `trainPass`.
 * Two classes share one machine. Each feature is regularised by its own scale, taken from the members' classes.
 * Deterministic for a seed, whoever does the work; resuming from `duals` gives the same model up to rounding.
 */
export class Trainer {
  readonly weights: LinearWeights;
  epochs = 0;
  /** Minus the dual objective: grows from 0 towards the primal's minimum. */
  #objective = 0;
  readonly #groups: readonly MachineGroup[];
  readonly #lesson: Lesson;
  readonly #members: Int32Array;
  readonly #met: MetScores;
  readonly #seed: number;
  readonly #workers: Workers;

  private constructor(options: TrainerOptions, lesson: Lesson, members: Int32Array) {
    const { classCount, features, rows, seed = 0, workers = workHere } = options;
    const columns = weightColumns(classCount);
    this.#lesson = lesson;
    this.#members = members;
    this.#seed = seed;
    this.#workers = workers;
    this.#groups = groupShapes(classCount).map((shape) => createGroup(shape, features, rows.count));
    this.weights = { classCount, columns, features, groups: this.#groups };
    const count = Math.min(members.length, Math.floor(MOST_MET_SCORES / columns));
    this.#met = { columns, count, values: sharedFloats(count * columns) };
  }

  /**
   * A trainer over rows, before its first epoch or where an earlier one stopped.
   * @throws RangeError when what is to be resumed belongs to other rows or classes
   */
  static async create(options: TrainerOptions): Promise<Trainer> {
    const { rows, classes, classCount, features, cost = DEFAULT_COST, resume, workers = workHere } = options;
    const members = shareIntegers(options.members ?? Array.from({ length: rows.count }, (_, row) => row));
    const scales = sharedFloats(features);
    const squares = sharedFloats(rows.count);
    await workers([{ kind: 'measure', parts: { rows, classes, classCount, members, scales, squares } }]);
    const lesson = { rows, classes, classCount, scales, squares, diagonal: 1 / (2 * cost) };
    const trainer = new Trainer(options, lesson, members);
    if (resume) await trainer.#resume(resume.duals, resume.epochs);
    return trainer;
  }

  /** One pass over all rows. @param temperature turns scores into the probabilities that the loss is computed from */
  async epoch(temperature: number): Promise<EpochReport> {
    const [lesson, met] = [this.#lesson, this.#met];
    const order = shuffle(shareIntegers(this.#members), createRandom(this.#seed * 31 + this.epochs));
    const gains = await this.#workers(
      this.#groups.map((group) => ({ kind: 'pass', group, lesson, order, met }) as const),
    );
    const gained = gains.reduce((sum, gain) => sum + gain, 0);
    this.#objective += gained;
    this.epochs += 1;
    const improvement = this.#objective > 0 ? gained / this.#objective : 0;
    return { epoch: this.epochs, ...(await this.#judge(order, temperature)), improvement };
  }

  /** Dual variables of all groups, one after the other: all that is needed to go on later. */
  duals(): Float32Array<ArrayBuffer> {
    const all = new Float32Array(this.#groups.reduce((sum, { duals }) => sum + duals.length, 0));
    let used = 0;
    for (const { duals } of this.#groups) {
      all.set(duals, used);
      used += duals.length;
    }
    return all;
  }

  async #judge(order: Int32Array, temperature: number): Promise<Pick<EpochReport, 'trainLoss' | 'trainAccuracy'>> {
    const { classes, classCount } = this.#lesson;
    const { count, values } = this.#met;
    const scores = { classCount, values, classes: order.slice(0, count).map((row) => classes[row] ?? 0), temperature };
    const { loss, accuracy } = await workOne<'judge'>(this.#workers, { kind: 'judge', scores });
    return { trainLoss: loss, trainAccuracy: accuracy };
  }

  async #resume(duals: Float32Array, epochs: number): Promise<void> {
    const expected = this.#groups.reduce((sum, group) => sum + group.duals.length, 0);
    if (duals.length !== expected) {
      throw new RangeError(`cannot resume: ${duals.length} dual variables, expected ${expected}`);
    }
    let used = 0;
    for (const group of this.#groups) {
      group.duals.set(duals.subarray(used, used + group.duals.length));
      used += group.duals.length;
    }
    this.epochs = epochs;
    const [lesson, members] = [this.#lesson, this.#members];
    const objectives = await this.#workers(
      this.#groups.map((group) => ({ kind: 'rebuild', group, lesson, members }) as const),
    );
    this.#objective = objectives.reduce((sum, objective) => sum + objective, 0);
  }
}
