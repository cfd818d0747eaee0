import { countInPieces } from '../../core/learner/features/count-in-pieces.ts';
import type { CountedTexts } from '../../core/learner/features/count-texts.ts';
import { assignClasses } from '../../core/learner/fit.ts';
import { calibrateHeldOut } from '../../core/learner/training/calibrate-held-out.ts';
import { chooseCost } from '../../core/learner/training/choose-cost.ts';
import { crossFit } from '../../core/learner/training/cross-fit.ts';
import { scoreAll } from '../../core/learner/training/score-all.ts';
import { unlearntAnswers } from '../../core/learner/training/unlearnt-answers.ts';
import type { LinearWeights } from '../../core/learner/training/weights.ts';
import type { SparseRows } from '../../core/learner/vectors/sparse-rows.ts';
import { rowsIn, Vectorizer } from '../../core/learner/vectors/vectorize.ts';
import type { Vocabulary } from '../../core/learner/vectors/vocabulary.ts';
import { type Workers, workOne } from '../../core/learner/work.ts';
import type { Store } from '../../core/store.ts';
import { type CalibrationRecord, calibrationOf, MOST_ANSWERS } from '../records/calibration-record.ts';
import type { JobRecord } from '../records/job-record.ts';
import { readExamples } from './example-lines.ts';

/** A job's examples as numbers. The texts themselves are not kept. */
export interface TrainingSet {
  readonly labels: readonly string[];
  readonly vocabulary: Vocabulary;
  readonly rows: SparseRows;
  readonly classes: Int32Array;
  /** Class -1 is a label that training has not seen: always a mistake. */
  readonly validation: { readonly rows: SparseRows; readonly classes: Int32Array } | null;
}

/** What was decided on examples that were held out, before the first epoch. */
export interface Calibration {
  /** C of the support-vector machine. */
  readonly cost: number;
  readonly temperature: number;
  /** The answers that the temperature was fitted on. */
  readonly record: CalibrationRecord;
}

/** Reads a job's files and turns them into rows. The same files give the same set. */
export async function prepareTrainingSet(store: Store, job: JobRecord, workers: Workers): Promise<TrainingSet> {
  const vectorizer = new Vectorizer();
  const answers: string[] = [];
  for await (const piece of countInPieces(readExamples(store, job.trainingFile, 'training_file'), workers)) {
    vectorizer.addCounted(piece.texts);
    for (const { answer } of piece.examples) answers.push(answer);
  }
  const { labels, classes } = assignClasses(answers);
  const { vocabulary, rows } = await vectorizer.finish(labels.length, workers);
  const validation =
    job.validationFile === null
      ? null
      : await readValidation(store, job.validationFile, { vocabulary, labels, workers });
  return { labels, vocabulary, rows, classes, validation };
}

async function readValidation(
  store: Store,
  fileId: string,
  { vocabulary, labels, workers }: { vocabulary: Vocabulary; labels: readonly string[]; workers: Workers },
) {
  const places = new Map(labels.map((label, place) => [label, place]));
  const classes: number[] = [];
  const counted: CountedTexts[] = [];
  for await (const piece of countInPieces(readExamples(store, fileId, 'validation_file'), workers)) {
    counted.push(piece.texts);
    for (const { answer } of piece.examples) classes.push(places.get(answer) ?? -1);
  }
  return { rows: await rowsIn(vocabulary, counted, workers), classes: Int32Array.from(classes) };
}

/**
 * The C that tells held-out examples best, times the job's learning rate multiplier, and the temperature that suits scores
 * of texts the model has not learnt from.
 */
export async function calibrate(set: TrainingSet, job: JobRecord, workers: Workers): Promise<Calibration> {
  const { rows, classes, labels, vocabulary } = set;
  const options = {
    rows,
    classes,
    classCount: labels.length,
    features: vocabulary.table.size,
    seed: job.seed,
    workers,
  };
  const { learning_rate_multiplier: multiplier } = job.hyperparameters;
  const cost = (await chooseCost(options)) * (typeof multiplier === 'number' ? multiplier : 1);
  const held = await crossFit({ ...options, cost });
  const { temperature } = await calibrateHeldOut(held, workers);
  const answers = await unlearntAnswers(held, { seed: job.seed, most: MOST_ANSWERS, workers });
  const record = calibrationOf(answers, { temperature, examples: held.rows.length, labels: [...labels] });
  return { cost, temperature, record };
}

/** Mean cross-entropy in nats and share of right answers on the validation examples; nulls when there are none. */
export async function validate(
  { validation, labels }: TrainingSet,
  { weights, temperature, workers }: { weights: LinearWeights; temperature: number; workers: Workers },
): Promise<{ validLoss: number | null; validAccuracy: number | null }> {
  if (!validation || validation.rows.count === 0) return { validLoss: null, validAccuracy: null };
  const values = await scoreAll(weights, validation.rows, workers);
  const scores = { classCount: labels.length, values, classes: validation.classes, temperature };
  const { loss, accuracy } = await workOne<'judge'>(workers, { kind: 'judge', scores });
  return { validLoss: loss, validAccuracy: accuracy };
}
