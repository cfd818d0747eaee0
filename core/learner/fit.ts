import { countInPieces } from './features/count-in-pieces.ts';
import { createModel, type Model } from './model/model.ts';
import { shareIntegers } from './shared-arrays.ts';
import type { HeldOutScores } from './training/calibrate.ts';
import { calibrateHeldOut } from './training/calibrate-held-out.ts';
import { chooseCost } from './training/choose-cost.ts';
import { crossFit } from './training/cross-fit.ts';
import { leastImprovement } from './training/passes.ts';
import { Trainer } from './training/train.ts';
import { Vectorizer } from './vectors/vectorize.ts';
import { type Workers, workHere } from './work.ts';

/** Passes at most when nobody says how many; most sets are done after five to seven. */
export const MOST_AUTO_EPOCHS = 10;

export interface Example {
  readonly text: string;
  readonly label: string;
}

export interface FitOptions {
  /** @default 0 */
  readonly seed?: number;
  /** @default as many as are of use, MOST_AUTO_EPOCHS at most */
  readonly epochs?: number;
  /** C of the support-vector machine. @default chosen on examples that were held out */
  readonly cost?: number;
  /** @default this thread */
  readonly workers?: Workers;
}

/** What a training from beginning to end leaves. */
export interface Fitted {
  readonly model: Model;
  /** Scores of examples by models that had not seen them, which the temperature was fitted on. */
  readonly outOfFold: HeldOutScores;
  readonly cost: number;
  readonly epochs: number;
}

/** The labels of a set in the order of their code units, and each example's class: its label's place among them. */
export function assignClasses(labels: readonly string[]): { labels: string[]; classes: Int32Array } {
  const distinct = [...new Set(labels)].sort();
  const places = new Map(distinct.map((label, place) => [label, place]));
  return { labels: distinct, classes: shareIntegers(labels.map((label) => places.get(label) ?? 0)) };
}

/**
 * Trains a model from beginning to end in one call.
 * @throws RangeError when the examples have fewer than two labels
 */
export async function fitModel(examples: readonly Example[], options: FitOptions = {}): Promise<Fitted> {
  const { labels, classes } = assignClasses(examples.map((example) => example.label));
  if (labels.length < 2)
    throw new RangeError(`a classifier needs examples of two labels or more, these have ${labels.length}`);
  const vectorizer = new Vectorizer();
  const { seed = 0, epochs, workers = workHere } = options;
  for await (const { texts } of countInPieces(examples, workers)) vectorizer.addCounted(texts);
  const { vocabulary, rows } = await vectorizer.finish(labels.length, workers);
  const features = vocabulary.table.size;
  const set = { rows, classes, classCount: labels.length, features, seed, workers };
  const cost = options.cost ?? (await chooseCost(set));
  const outOfFold = await crossFit({ ...set, cost });
  const { temperature } = await calibrateHeldOut(outOfFold, workers);
  const trainer = await Trainer.create({ ...set, cost });
  for (let improvement = 1; trainer.epochs < (epochs ?? MOST_AUTO_EPOCHS); ) {
    if (epochs === undefined && improvement < leastImprovement(rows, labels.length)) break;
    improvement = (await trainer.epoch(temperature)).improvement;
  }
  const model = createModel(labels, vocabulary, trainer.weights, temperature);
  return { model, outOfFold, cost, epochs: trainer.epochs };
}
