import type { ServedCounts, TrainingProfile } from '../contract/drift.ts';
import type { Divergence, VersionDrift } from '../contract/drift-report.ts';
import { percent } from '../contract/numbers.ts';
import { divergenceOf } from './divergence.ts';

/** Answers, and words, of a day under which nothing is compared. */
export const LEAST_ANSWERS = 100;
const LEAST_WORDS = 1_000;

/** By how much the share of unseen words may lie above that of held-out texts. */
const MOST_MORE_UNSEEN = 0.1;

/** What a version answered, beside its training, with a sentence where they differ by more than they should. */
export function compareServed(served: ServedCounts, training: TrainingProfile | null): VersionDrift {
  const labelDrift = training && compareLabels(served, training);
  const confidenceDrift = training && compareConfidences(served, training);
  const unseenWords = training && compareWords(served, training);
  const found = [
    ...(labelDrift && isOver(labelDrift) ? [`labels (${indexOf(labelDrift)}${mostMoved(served, training)})`] : []),
    ...(confidenceDrift && isOver(confidenceDrift) ? [`confidence (${indexOf(confidenceDrift)})`] : []),
    ...(unseenWords && unseenWords.served - unseenWords.training > MOST_MORE_UNSEEN
      ? [`unseen words (${percent(unseenWords.served)}, in held-out texts ${percent(unseenWords.training)})`]
      : []),
  ];
  const warning = `version ${served.version} was asked about other texts than it was trained on: ${found.join(', ')}`;
  return {
    ...served,
    training,
    labelDrift,
    confidenceDrift,
    unseenWords,
    warning: found.length > 0 ? warning : null,
  };
}

/** Classes are the labels of training; a version gives no others. */
function compareLabels({ labels }: ServedCounts, training: TrainingProfile): Divergence | null {
  const answersOf = new Map(labels.map(({ label, answers }) => [label, answers]));
  return compare(
    training.labels.map(({ label }) => answersOf.get(label) ?? 0),
    training.labels.map(({ examples }) => examples),
  );
}

const compareConfidences = ({ confidences }: ServedCounts, training: TrainingProfile): Divergence | null =>
  training.confidences && compare(confidences, training.confidences);

function compare(served: readonly number[], training: readonly number[]): Divergence | null {
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  return total(served) < LEAST_ANSWERS || total(training) === 0 ? null : divergenceOf(served, training);
}

function compareWords({ words }: ServedCounts, training: TrainingProfile): VersionDrift['unseenWords'] {
  if (!words || !training.words || words.words < LEAST_WORDS || training.words.words === 0) return null;
  return { served: words.unseen / words.words, training: training.words.unseen / training.words.words };
}

const isOver = ({ stabilityIndex, bound }: Divergence): boolean => stabilityIndex > bound;

const indexOf = ({ stabilityIndex, bound }: Divergence) =>
  `stability index ${stabilityIndex.toFixed(2)}, bound ${bound.toFixed(2)}`;

/** The label whose share changed most. */
function mostMoved({ labels }: ServedCounts, training: TrainingProfile | null): string {
  const answers = labels.reduce((sum, entry) => sum + entry.answers, 0);
  const examples = training?.labels.reduce((sum, entry) => sum + entry.examples, 0) ?? 0;
  const moved = (training?.labels ?? []).map((entry) => {
    const served = (labels.find(({ label }) => label === entry.label)?.answers ?? 0) / answers;
    return { label: entry.label, served, trained: entry.examples / examples };
  });
  const [most] = moved.sort((a, b) => Math.abs(b.served - b.trained) - Math.abs(a.served - a.trained));
  return most ? `; "${most.label}" ${percent(most.served)}, in training ${percent(most.trained)}` : '';
}
