import { logLoss, topClass, weightColumns } from '../scores.ts';

/** Scores of examples and what would have been right. Plain data, which threads may share. */
export interface ScoresToJudge {
  readonly classCount: number;
  /** `values[example * columns + column]` */
  readonly values: Float32Array | Float64Array;
  /** The true class of each example; -1 for a label that the classifier does not have. */
  readonly classes: Int32Array;
  /** Turns scores into the probabilities that the loss is computed from. */
  readonly temperature: number;
}

/** Mean cross-entropy in nats, and share of right answers. */
export interface Judgement {
  readonly loss: number;
  readonly accuracy: number;
}

/** -ln of a millionth: what a label that no answer can ever be costs, so that the mean stays finite. */
const UNKNOWN_LABEL_LOSS = -Math.log(1e-6);

/** Compares scores with the truth, of one example at least. An unknown label is always a mistake. */
export function judgeScores({ classCount, values, classes, temperature }: ScoresToJudge): Judgement {
  const columns = weightColumns(classCount);
  const scores = new Float64Array(columns);
  let loss = 0;
  let right = 0;
  for (let example = 0; example < classes.length; example += 1) {
    const expected = classes[example] ?? -1;
    for (let column = 0; column < columns; column += 1) scores[column] = values[example * columns + column] ?? 0;
    loss += expected < 0 ? UNKNOWN_LABEL_LOSS : logLoss(scores, classCount, expected, temperature);
    if (topClass(scores, classCount) === expected) right += 1;
  }
  return { loss: loss / classes.length, accuracy: right / classes.length };
}
