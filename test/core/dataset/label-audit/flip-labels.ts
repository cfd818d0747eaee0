import { assignClasses } from '../../../../core/learner/fit.ts';
import { createRandom, shuffle } from '../../../../core/learner/random.ts';

interface Row {
  readonly text: string;
  readonly label: string;
}

/** Gives a share of the rows, chosen at random, another label of the set. */
export function flipLabels(rows: readonly Row[], share: number, seed: number) {
  const { labels, classes } = assignClasses(rows.map(({ label }) => label));
  const random = createRandom(seed);
  const places = new Set(shuffle(Int32Array.from(rows.keys()), random).subarray(0, Math.round(rows.length * share)));
  const flipped = rows.map(({ text, label }, place) => {
    if (!places.has(place)) return { text, label };
    const other = (classes[place] ?? 0) + 1 + Math.floor(random() * (labels.length - 1));
    return { text, label: labels[other % labels.length] ?? '' };
  });
  return { flipped, places };
}
