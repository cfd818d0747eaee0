import { fitTemperature } from './calibrate.ts';
import { crossFit } from './cross-fit.ts';
import { createModel, type Model } from './model.ts';
import { Trainer } from './train.ts';
import { Vectorizer } from './vectorize.ts';

/** Passes at most when nobody says how many; most sets are done after five or six. */
export const MOST_AUTO_EPOCHS = 10;
/** An epoch that adds less to the objective than this ends the training: accuracy no longer moves by then. */
export const LEAST_IMPROVEMENT = 0.002;

export interface Example {
  readonly text: string;
  readonly label: string;
}

export interface FitOptions {
  /** @default 0 */
  readonly seed?: number;
  /** @default as many as are of use, MOST_AUTO_EPOCHS at most */
  readonly epochs?: number;
  /** C of the support-vector machine. */
  readonly cost?: number;
}

/** The labels of a set in the order of their code units, and each example's class: its label's place among them. */
export function assignClasses(labels: readonly string[]): { labels: string[]; classes: Int32Array } {
  const distinct = [...new Set(labels)].sort();
  const places = new Map(distinct.map((label, place) => [label, place]));
  return { labels: distinct, classes: Int32Array.from(labels, (label) => places.get(label) ?? 0) };
}

/**
 * Trains a model from beginning to end in one call.
 * @throws RangeError when the examples have fewer than two labels
 */
export function fitModel(examples: readonly Example[], { seed = 0, epochs, cost }: FitOptions = {}): Model {
  const { labels, classes } = assignClasses(examples.map((example) => example.label));
  if (labels.length < 2)
    throw new RangeError(`a classifier needs examples of two labels or more, these have ${labels.length}`);
  const vectorizer = new Vectorizer();
  for (const { text } of examples) vectorizer.add(text);
  const { vocabulary, rows } = vectorizer.finish(labels.length);
  const features = vocabulary.table.size;
  const options = { rows, classes, classCount: labels.length, seed, ...(cost !== undefined && { cost }) };
  const crossFitting = crossFit({ ...options, features });
  let fold = crossFitting.next();
  while (!fold.done) fold = crossFitting.next();
  const temperature = fitTemperature(fold.value);
  const trainer = new Trainer(options, features);
  for (let improvement = 1; trainer.epochs < (epochs ?? MOST_AUTO_EPOCHS); ) {
    if (epochs === undefined && improvement < LEAST_IMPROVEMENT) break;
    improvement = trainer.epoch(temperature).improvement;
  }
  return createModel(labels, vocabulary, trainer.weights, temperature);
}
