import type { ServedCounts, WordCount } from '../contract/drift.ts';
import type { Prediction } from '../contract/prediction.ts';
import { noConfidences } from './confidence-class.ts';

/** Which version answered. */
export type Answering = Pick<Prediction, 'version'> & { readonly model: string | null };

/** One text for each version: of the same number there may be another one, of another model. */
const nameOf = ({ version, model }: Answering): string => JSON.stringify([version, model]);

/** Counts of what one version answered, which may be added to. */
export interface OpenCounts extends Answering {
  answers: number;
  abstentions: number;
  readonly labels: Map<string, number>;
  readonly confidences: number[];
  words: WordCount | null;
}

const openCounts = ({ version, model }: Answering): OpenCounts => ({
  version,
  model,
  answers: 0,
  abstentions: 0,
  labels: new Map(),
  confidences: noConfidences(),
  words: null,
});

/** The counts of a version among those of all, begun with the first answer. */
export function countsOf(all: Map<string, OpenCounts>, answering: Answering): OpenCounts {
  const name = nameOf(answering);
  const counts = all.get(name) ?? openCounts(answering);
  all.set(name, counts);
  return counts;
}

export const closeCounts = ({ labels, ...counts }: OpenCounts): ServedCounts => ({
  ...counts,
  labels: [...labels].map(([label, answers]) => ({ label, answers })),
});

export const addWords = (to: OpenCounts, { words, unseen }: WordCount): void => {
  to.words = { words: (to.words?.words ?? 0) + words, unseen: (to.words?.unseen ?? 0) + unseen };
};

/** The counts of several processes as one for each version. */
export function addUp(parts: Iterable<ServedCounts>): ServedCounts[] {
  const all = new Map<string, OpenCounts>();
  for (const { answers, abstentions, labels, confidences, words, ...answering } of parts) {
    const sum = countsOf(all, answering);
    sum.answers += answers;
    sum.abstentions += abstentions;
    for (const { label, answers: more } of labels) sum.labels.set(label, (sum.labels.get(label) ?? 0) + more);
    for (const [place, more] of confidences.entries()) sum.confidences[place] = (sum.confidences[place] ?? 0) + more;
    if (words) addWords(sum, words);
  }
  return [...all.values()].map(closeCounts);
}
