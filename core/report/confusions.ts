import type { DetailedMetrics } from '../contract/detailed-metrics.ts';

type Confusion = DetailedMetrics['confusion'];

/** One mistake, and how often it was made. */
export interface Confused {
  readonly expected: string;
  readonly answered: string;
  readonly examples: number;
  /** Of all examples of the expected label. */
  readonly share: number;
}

const sumOf = (numbers: readonly number[] = []) => numbers.reduce((sum, number) => sum + number, 0);

/** The mistakes that were made most often, then those that most of a class suffered; of equal ones, in the labels' order. */
export function worstConfusions({ labels, counts }: Confusion, supports: readonly number[], most: number): Confused[] {
  const all: Confused[] = [];
  // A thousand labels have a million cells, nearly all of them empty.
  for (const [row, cells] of counts.entries()) {
    for (const [column, examples] of cells.entries()) {
      if (row === column || examples === 0) continue;
      const share = examples / Math.max(1, supports[row] ?? 0);
      all.push({ expected: labels[row] ?? '', answered: labels[column] ?? '', examples, share });
    }
  }
  return all.sort((a, b) => b.examples - a.examples || b.share - a.share).slice(0, most);
}

/**
 * The classes that are confused most, at most so many, in an order that puts those next to each other that are taken for
 * each other: from the most confused one, always on to the one most confused with the last. Positions among the labels.
 */
export function orderByConfusion({ labels, counts }: Confusion, most: number): number[] {
  const between = (one: number, other: number) => (counts[one]?.[other] ?? 0) + (counts[other]?.[one] ?? 0);
  const total = labels.map((_, row) => sumOf(counts[row]) + sumOf(counts.map((cells) => cells[row] ?? 0)));
  const mistakes = total.map((sum, index) => sum - 2 * (counts[index]?.[index] ?? 0));
  const byMistakes = labels
    .map((_, index) => index)
    .sort((a, b) => (mistakes[b] ?? 0) - (mistakes[a] ?? 0) || (total[b] ?? 0) - (total[a] ?? 0) || a - b);
  const left = byMistakes.slice(0, most);
  if (labels.length <= 2) return left.sort((a, b) => a - b);
  const ordered: number[] = left.splice(0, 1);
  while (left.length > 0) {
    const last = ordered.at(-1) ?? 0;
    const next = left.reduce((best, index) => (between(last, index) > between(last, best) ? index : best));
    ordered.push(...left.splice(left.indexOf(next), 1));
  }
  return ordered;
}
