import { type ScoredExample, scoredExample } from '../contract/evaluation.ts';
import { readText, type Store } from '../store.ts';
import type { HeldOutExample } from './held-out.ts';

/**
 * The answers that a file of scored examples holds, by row. A line that was torn, or is not an answer of this model to one
 * of these examples, is as good as none: its example is asked again.
 * @param labels the model's: an answer names one of them or none, and tells a probability of each of them or of none
 */
export async function readScoredRows(
  store: Store,
  key: string,
  examples: readonly HeldOutExample[],
  labels: readonly string[],
): Promise<Map<number, ScoredExample>> {
  const expectedOf = new Map(examples.map(({ row, expected }) => [row, expected]));
  const known = new Set(labels);
  const isOurs = ({ row, expected, label, probabilities }: ScoredExample) =>
    expectedOf.get(row) === expected &&
    (label === null || known.has(label)) &&
    (probabilities === null || isOverAll(probabilities.map((entry) => entry.label)));
  const isOverAll = (told: readonly string[]) =>
    told.length === known.size && new Set(told).size === known.size && told.every((label) => known.has(label));
  const lines = ((await readText(store, key)) ?? '').split('\n').filter((line) => line !== '');
  return new Map(
    lines
      .flatMap((line) => parseLine(line) ?? [])
      .filter(isOurs)
      .map((example) => [example.row, example]),
  );
}

/** An answer's line does not change, and a file is written several times: a line of 1,000 probabilities takes nearly a millisecond. */
const madeLines = new WeakMap<ScoredExample, string>();

function lineOf(example: ScoredExample): string {
  const line = madeLines.get(example) ?? `${JSON.stringify(example)}\n`;
  madeLines.set(example, line);
  return line;
}

/** Writes the answers in the order of their rows, one a line. */
export async function writeScoredRows(store: Store, key: string, scored: Iterable<ScoredExample>): Promise<void> {
  const inOrder = [...scored].sort((one, other) => one.row - other.row);
  await store.write(key, inOrder.map(lineOf).join(''), { contentType: 'application/jsonl' });
}

function parseLine(line: string): ScoredExample | undefined {
  try {
    return scoredExample.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
