import { type ScoredExample, scoredExample } from '../../contract/evaluation.ts';
import type { Store } from '../../store.ts';
import { linesBody, readLines } from '../../text-lines.ts';
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
  const own = new Map(labels.map((label) => [label, label]));
  const isOurs = ({ row, expected, label, probabilities }: ScoredExample) =>
    expectedOf.get(row) === expected &&
    (label === null || known.has(label)) &&
    (probabilities === null || isOverAll(probabilities.map((entry) => entry.label)));
  const isOverAll = (told: readonly string[]) =>
    told.length === known.size && new Set(told).size === known.size && told.every((label) => known.has(label));
  const found = new Map<number, ScoredExample>();
  for await (const line of readLines(store, key)) {
    const example = line === '' ? undefined : parseLine(line);
    if (example && isOurs(example)) found.set(example.row, withLabels(example, own));
  }
  return found;
}

/** With the model's own strings in place of equal ones that were read: ten million of them are 400 MB. */
function withLabels(example: ScoredExample, own: ReadonlyMap<string, string>): ScoredExample {
  for (const entry of example.probabilities ?? []) entry.label = own.get(entry.label) ?? entry.label;
  return example;
}

/** Characters of a line that is kept once it was made: of 10,000 answers these are 80 MB at most. */
const LONGEST_KEPT = 8 * 1024;

interface MadeLine {
  readonly bytes: number;
  /** Undefined where it is so long that it is made anew. */
  readonly line: string | undefined;
}

/** An answer does not change, and a file is written several times. */
const made = new WeakMap<ScoredExample, MadeLine>();

const makeLine = (example: ScoredExample) => `${JSON.stringify(example)}\n`;

function madeOf(example: ScoredExample): MadeLine {
  const known = made.get(example);
  if (known) return known;
  const line = makeLine(example);
  const now = { bytes: Buffer.byteLength(line), line: line.length > LONGEST_KEPT ? undefined : line };
  made.set(example, now);
  return now;
}

const lineOf = (example: ScoredExample) => madeOf(example).line ?? makeLine(example);

/**
 * Writes the answers in the order of their rows, one a line. Line by line: 10,000 answers with 1,000 probabilities each are
 * 600 MB and more, which no string can be.
 * @param piece characters that are sent at a time. @default as {@link linesBody}
 */
export async function writeScoredRows(
  store: Store,
  key: string,
  scored: Iterable<ScoredExample>,
  piece?: number,
): Promise<void> {
  const inOrder = [...scored].sort((one, other) => one.row - other.row);
  const bytes = inOrder.reduce((sum, example) => sum + madeOf(example).bytes, 0);
  const body = linesBody(bytes, () => Iterator.from(inOrder).map(lineOf), piece);
  await store.write(key, body, { contentType: 'application/jsonl' });
}

function parseLine(line: string): ScoredExample | undefined {
  try {
    return scoredExample.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
