import type { ServedCounts, WordCount } from '../contract/drift.ts';
import { noConfidences } from './confidence-class.ts';

/** Counts of what one version answered, which may be added to. */
export interface OpenCounts {
  answers: number;
  abstentions: number;
  readonly labels: Map<string, number>;
  readonly confidences: number[];
  words: WordCount | null;
}

export const openCounts = (): OpenCounts => ({
  answers: 0,
  abstentions: 0,
  labels: new Map(),
  confidences: noConfidences(),
  words: null,
});

export const closeCounts = (version: number, { labels, ...counts }: OpenCounts): ServedCounts => ({
  version,
  ...counts,
  labels: [...labels].map(([label, answers]) => ({ label, answers })),
});

export const addWords = (to: OpenCounts, { words, unseen }: WordCount): void => {
  to.words = { words: (to.words?.words ?? 0) + words, unseen: (to.words?.unseen ?? 0) + unseen };
};

/** The counts of several processes as one for each version. */
export function addUp(parts: Iterable<ServedCounts>): ServedCounts[] {
  const byVersion = new Map<number, OpenCounts>();
  for (const { version, answers, abstentions, labels, confidences, words } of parts) {
    const sum = byVersion.get(version) ?? openCounts();
    byVersion.set(version, sum);
    sum.answers += answers;
    sum.abstentions += abstentions;
    for (const { label, answers: more } of labels) sum.labels.set(label, (sum.labels.get(label) ?? 0) + more);
    for (const [place, more] of confidences.entries()) sum.confidences[place] = (sum.confidences[place] ?? 0) + more;
    if (words) addWords(sum, words);
  }
  return [...byVersion].map(([version, counts]) => closeCounts(version, counts));
}
