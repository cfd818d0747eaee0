const { exp, log, max } = Math;

/** Numbers of scores that a classifier gives a text: 1 for two classes, whose scores are each other's negative; else one for each. */
export const weightColumns = (classCount: number): number => (classCount === 2 ? 1 : classCount);

/** The class with the highest score; the first of equals. */
export function topClass(scores: Float64Array, classCount: number): number {
  if (classCount === 2) return (scores[0] ?? 0) > 0 ? 1 : 0;
  let best = 0;
  for (let index = 1; index < classCount; index += 1) {
    if ((scores[index] ?? 0) > (scores[best] ?? 0)) best = index;
  }
  return best;
}

/** Scores by class from scores by column. */
export function classScore(scores: Float64Array, classCount: number, index: number): number {
  if (classCount !== 2) return scores[index] ?? 0;
  return index === 1 ? (scores[0] ?? 0) : -(scores[0] ?? 0);
}

/** ln of the sum of e^(score / temperature) over all classes, safe from overflow. */
export function logSumExp(scores: Float64Array, classCount: number, temperature: number): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < classCount; index += 1) {
    highest = max(highest, classScore(scores, classCount, index) / temperature);
  }
  let sum = 0;
  for (let index = 0; index < classCount; index += 1) {
    sum += exp(classScore(scores, classCount, index) / temperature - highest);
  }
  return highest + log(sum);
}

/** Cross-entropy in nats of one answer: -ln of the probability that the softmax of score / temperature gives `expected`. */
export function logLoss(scores: Float64Array, classCount: number, expected: number, temperature: number): number {
  return logSumExp(scores, classCount, temperature) - classScore(scores, classCount, expected) / temperature;
}
