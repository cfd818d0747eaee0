import { setImmediate } from 'node:timers/promises';
import { fitTemperature } from '../../core/learner/calibrate.ts';
import { chooseCost } from '../../core/learner/choose-cost.ts';
import { countInPieces } from '../../core/learner/count-in-pieces.ts';
import { crossFit } from '../../core/learner/cross-fit.ts';
import { assignClasses } from '../../core/learner/fit.ts';
import { logLoss, topClass } from '../../core/learner/scores.ts';
import type { SparseRows } from '../../core/learner/sparse-rows.ts';
import { Vectorizer, vectorizeTexts } from '../../core/learner/vectorize.ts';
import type { Vocabulary } from '../../core/learner/vocabulary.ts';
import { type LinearWeights, scoresOf } from '../../core/learner/weights.ts';
import type { Workers } from '../../core/learner/work.ts';
import type { Store } from '../../core/store.ts';
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
}

/** Texts turned into rows before other work in the process gets its turn: a few milliseconds' worth. */
const TEXTS_A_TURN = 20;

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
    job.validationFile === null ? null : await readValidation(store, job.validationFile, vocabulary, labels);
  return { labels, vocabulary, rows, classes, validation };
}

async function readValidation(store: Store, fileId: string, vocabulary: Vocabulary, labels: readonly string[]) {
  const texts: string[] = [];
  const classes: number[] = [];
  for await (const { text, answer } of readExamples(store, fileId, 'validation_file')) {
    texts.push(text);
    classes.push(labels.indexOf(answer));
    if (texts.length % TEXTS_A_TURN === 0) await setImmediate();
  }
  return { rows: vectorizeTexts(vocabulary, texts), classes: Int32Array.from(classes) };
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
  return { cost, temperature: fitTemperature(await crossFit({ ...options, cost })) };
}

/** Mean cross-entropy in nats and share of right answers on the validation examples; nulls when there are none. */
export function validate(
  { validation, labels }: TrainingSet,
  weights: LinearWeights,
  temperature: number,
): { validLoss: number | null; validAccuracy: number | null } {
  if (!validation || validation.rows.count === 0) return { validLoss: null, validAccuracy: null };
  const scores = new Float64Array(weights.columns);
  let loss = 0;
  let right = 0;
  for (const [row, expected] of validation.classes.entries()) {
    scoresOf(weights, validation.rows, row, scores);
    loss += expected < 0 ? UNKNOWN_LABEL_LOSS : logLoss(scores, labels.length, expected, temperature);
    if (topClass(scores, labels.length) === expected) right += 1;
  }
  return { validLoss: loss / validation.rows.count, validAccuracy: right / validation.rows.count };
}

/** -ln of a millionth: what a label that no answer can ever be costs, so that the mean stays finite. */
const UNKNOWN_LABEL_LOSS = -Math.log(1e-6);
