import { setImmediate as nextTurn } from 'node:timers/promises';
import { assignClasses } from '../../learner/fit.ts';
import { fitTemperature, type HeldOutScores } from '../../learner/training/calibrate.ts';
import { crossFit } from '../../learner/training/cross-fit.ts';
import { Vectorizer } from '../../learner/vectors/vectorize.ts';
import { type AuditScale, chooseScale } from './audit-scale.ts';
import { type AuditedExample, type HeldExamples, holdExamples } from './audited-example.ts';
import { chooseSuspects, findConfidentErrors } from './confident-learning.ts';
import { judgeOutOfFold } from './out-of-fold.ts';

/** An example whose label is probably wrong. */
export interface Suspect {
  /** Place among the examples, from 0. */
  readonly index: number;
  readonly label: string;
  /** The label that is likeliest instead. */
  readonly suggested: string;
  /** Probability of the example's own label, by a model that had not seen the example. */
  readonly selfConfidence: number;
  readonly suggestedProbability: number;
}

/** What an audit found. */
export interface LabelAudit {
  /** How many examples were audited: the first ones, and all unless they are too many. */
  readonly audited: number;
  /** Labels with too few examples to be judged or suggested; in the order of their code units. */
  readonly unjudgedLabels: readonly string[];
  /** Least self-confidence first. */
  readonly suspects: readonly Suspect[];
  /** How many labels are wrong, by estimate; suspects are only those to be had with some certainty. */
  readonly estimatedErrors: number;
  /** The places off the diagonal of the confident joint, rising: what confident learning by itself suspects. */
  readonly confidentErrors: readonly number[];
  /** By place, for a ranking of all that were audited. */
  readonly selfConfidence: Float32Array;
}

export interface AuditOptions {
  /** @default 0 */
  readonly seed?: number;
  /** Called now and then with the share of the work that is done, rising to 1. */
  onProgress?(share: number): void;
}

/**
 * C of the auditing models. Less than the learner's own: what follows the majority more and single examples less does
 * not learn wrong labels by heart, and tells errors with higher precision.
 */
const COST = 0.3;
/** With so small a C there is nothing to gain from more passes. */
const EPOCHS = 3;
/** Examples a label must have to be judged: with fewer, a fold's model knows next to nothing of it. */
const LEAST_EXAMPLES = 5;
/** Texts read before other work in the process gets its turn: some milliseconds' worth. */
const TEXTS_A_TURN = 20;
/** Share of an audit's time that goes into reading the texts, roughly. */
const READING_SHARE = 0.3;

/**
 * Finds examples that are probably mislabelled: the embedded learner is trained on some of the examples and asked about
 * the others, whose labels it has not seen. How many are suspected follows from confident learning with a
 * threshold for each class; which ones, from the probability of their own label. Deterministic for a seed.
 *
 * Other work in the process gets its turn every few milliseconds while texts are read, and between pieces of training.
 * Time and memory are bounded whatever the number of examples: of too many only the first are audited, so give them in
 * random order, or in that of their hashes.
 */
export async function auditLabels(
  examples: AsyncIterable<AuditedExample> | Iterable<AuditedExample>,
  { seed = 0, onProgress = () => {} }: AuditOptions = {},
): Promise<LabelAudit> {
  const held = await holdExamples(examples);
  const scale = chooseScale(held.texts, new Set(held.labels).size);
  const { labels, classes } = assignClasses(held.labels.slice(0, scale.count));
  const judged = enoughExamples(classes, labels.length);
  const unjudgedLabels = labels.filter((_, index) => !judged[index]);
  if (labels.length - unjudgedLabels.length < 2) return nothingFound(scale.count, unjudgedLabels);

  const scores = await scoreOutOfFold(held, scale, { classes, classCount: labels.length, seed, onProgress });
  const outOfFold = judgeOutOfFold(scores, fitTemperature(scores), judged);
  const errors = findConfidentErrors(outOfFold);
  const suspects = chooseSuspects(outOfFold, errors).map((index) => ({
    index,
    label: labels[classes[index] ?? 0] ?? '',
    suggested: labels[outOfFold.likeliest[index] ?? 0] ?? '',
    selfConfidence: outOfFold.selfConfidence[index] ?? 0,
    suggestedProbability: outOfFold.likeliestProbability[index] ?? 0,
  }));
  onProgress(1);
  return {
    audited: scale.count,
    unjudgedLabels,
    suspects,
    estimatedErrors: errors.estimated,
    confidentErrors: errors.found,
    selfConfidence: outOfFold.selfConfidence,
  };
}

interface Scoring {
  readonly classes: Int32Array;
  readonly classCount: number;
  readonly seed: number;
  onProgress(share: number): void;
}

async function scoreOutOfFold(held: HeldExamples, scale: AuditScale, scoring: Scoring): Promise<HeldOutScores> {
  const { classes, classCount, seed, onProgress } = scoring;
  const vectorizer = new Vectorizer(scale.kinds);
  for (let index = 0; index < scale.count; index += 1) {
    vectorizer.add(held.texts[index] ?? '');
    if ((index + 1) % TEXTS_A_TURN > 0) continue;
    onProgress((READING_SHARE * (index + 1)) / scale.count);
    await nextTurn();
  }
  held.texts.length = 0;
  // Half the weights that training a model may have: an audit is not alone in its process.
  const { vocabulary, rows } = await vectorizer.finish(classCount * 2);
  return crossFit({
    rows,
    classes,
    classCount,
    features: vocabulary.table.size,
    groups: held.groups,
    folds: scale.folds,
    rounds: scale.folds,
    epochs: EPOCHS,
    cost: COST,
    seed,
    onProgress: (share) => onProgress(READING_SHARE + (1 - READING_SHARE) * share),
  });
}

/** By class: whether there are enough examples of it. */
function enoughExamples(classes: Int32Array, classCount: number): boolean[] {
  const sizes = new Array<number>(classCount).fill(0);
  for (const label of classes) sizes[label] = (sizes[label] ?? 0) + 1;
  return sizes.map((size) => size >= LEAST_EXAMPLES);
}

const nothingFound = (audited: number, unjudgedLabels: readonly string[]): LabelAudit => ({
  audited,
  unjudgedLabels,
  suspects: [],
  estimatedErrors: 0,
  confidentErrors: [],
  selfConfidence: new Float32Array(audited).fill(1),
});
