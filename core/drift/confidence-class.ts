import { CONFIDENCE_CLASSES } from '../contract/drift.ts';

/** Which of the classes a confidence from 0 to 1 is counted in. */
export const confidenceClass = (confidence: number): number =>
  Math.min(Math.floor(confidence * CONFIDENCE_CLASSES), CONFIDENCE_CLASSES - 1);

/** How many of the confidences are in each class. */
export function countConfidences(confidences: Iterable<number>): number[] {
  const counts = noConfidences();
  for (const confidence of confidences) {
    const at = confidenceClass(confidence);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

export const noConfidences = (): number[] => Array.from({ length: CONFIDENCE_CLASSES }, () => 0);
