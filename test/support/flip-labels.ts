import { assignClasses } from '../../core/learner/fit.ts';
import { createRandom, shuffle } from '../../core/learner/random.ts';
import type { LabelledText } from './real-data.ts';

/** A set with some wrong labels, and where they are. */
export interface FlippedSet {
  readonly flipped: readonly LabelledText[];
  readonly places: ReadonlySet<number>;
}

/** Replaces the labels of a share of the texts, chosen at random, each by any other label of the set with equal chance. */
export function flipLabels(texts: readonly LabelledText[], share: number, seed: number): FlippedSet {
  const { labels, classes } = assignClasses(texts.map(({ label }) => label));
  const random = createRandom(seed);
  const order = shuffle(Int32Array.from(texts.keys()), random);
  const places = new Set(order.subarray(0, Math.round(texts.length * share)));
  const flipped = texts.map(({ text, label }, place) => {
    if (!places.has(place)) return { text, label };
    const other = (classes[place] ?? 0) + 1 + Math.floor(random() * (labels.length - 1));
    return { text, label: labels[other % labels.length] ?? '' };
  });
  return { flipped, places };
}
