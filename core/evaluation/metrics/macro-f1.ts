/** Answers as numbers of classes, for a statistic that is taken thousands of times. */
export interface NumberedAnswers {
  readonly classCount: number;
  /** By example: the class expected, and the class answered, or -1 for an answer that is no class's. */
  readonly expected: Int32Array;
  readonly answered: Int32Array;
}

/**
 * Macro F1 of the examples drawn, which may name one several times: the mean of 2 TP / (expected + answered) over the
 * classes that occur among them as expected or answered. The same as `measure` gives for all of them once.
 */
export function macroF1({ classCount, expected, answered }: NumberedAnswers, drawn: Int32Array): number {
  const hits = new Int32Array(classCount);
  const occurrences = new Int32Array(classCount);
  for (const example of drawn) {
    const wanted = expected[example] ?? -1;
    const given = answered[example] ?? -1;
    if (wanted === given) hits[wanted] = (hits[wanted] ?? 0) + 1;
    occurrences[wanted] = (occurrences[wanted] ?? 0) + 1;
    if (given >= 0) occurrences[given] = (occurrences[given] ?? 0) + 1;
  }
  let sum = 0;
  let occurring = 0;
  for (let index = 0; index < classCount; index += 1) {
    const count = occurrences[index] ?? 0;
    if (count === 0) continue;
    occurring += 1;
    sum += (2 * (hits[index] ?? 0)) / count;
  }
  return occurring === 0 ? 0 : sum / occurring;
}
