import { readArtefact } from '../artefact.ts';
import type { Dataset } from '../contract/dataset.ts';
import { dataset as datasetSchema } from '../contract/dataset.ts';
import type { Comparison, ScoredExample } from '../contract/evaluation.ts';
import { readExample } from '../contract/example-format.ts';
import { datasetKey } from '../contract/keys.ts';
import type { Version } from '../contract/registry.ts';
import { hashText } from '../dataset/hash-text.ts';
import { splitLines } from '../dataset/reading/lines.ts';
import type { Store } from '../store.ts';
import type { HeldOutExample } from './held-out.ts';

/** The held-out examples that say something of both models. */
export interface ComparableRows {
  readonly examples: readonly HeldOutExample[];
  readonly sharedLabels: ReadonlySet<string>;
  /** What was left out, and why. */
  readonly comparison: Omit<Comparison, 'candidate'>;
}

/**
 * The held-out examples that neither model was trained on and whose label both know. The candidate was trained on none, as
 * it is its dataset that holds them out; the champion may have been: its own dataset may have been split in another way.
 * Texts are the same when their normalised forms are, as in the split.
 */
export async function comparableRows(
  store: Store,
  dataset: Pick<Dataset, 'dataset' | 'labels'>,
  champion: Pick<Version, 'dataset' | 'labels'>,
  heldOut: readonly HeldOutExample[],
): Promise<ComparableRows> {
  const own = new Set(dataset.labels.map(({ label }) => label));
  const theirs = new Set(champion.labels.map(({ label }) => label));
  const sharedLabels = own.intersection(theirs);
  const known = heldOut.filter(({ expected }) => sharedLabels.has(expected));
  const learnt =
    champion.dataset === dataset.dataset ? new Set<number>() : await learntBy(store, champion.dataset, known);
  const examples = known.filter(({ row }) => !learnt?.has(row));
  return {
    examples,
    sharedLabels,
    comparison: {
      examples: examples.length,
      trainedOn: learnt?.size ?? null,
      unknownLabel: heldOut.length - known.length,
      onlyCandidate: [...own.difference(theirs)],
      onlyChampion: [...theirs.difference(own)],
    },
  };
}

/** The rows whose texts a dataset trains on; null when the dataset is gone, so that nobody can tell. */
async function learntBy(store: Store, id: string, heldOut: readonly HeldOutExample[]): Promise<Set<number> | null> {
  const [dataset, train] = await Promise.all([
    readArtefact(store, datasetKey(id, 'dataset.json'), datasetSchema),
    store.read(datasetKey(id, 'train.jsonl')),
  ]);
  if (!dataset || !train) return null;
  const rowsOf = Map.groupBy(heldOut, ({ text }) => hashText(text));
  const learnt = new Set<number>();
  for await (const lines of splitLines(datasetKey(id, 'train.jsonl'), train.body)) {
    for (const { bytes } of lines) {
      if (bytes.length === 0) continue;
      const { text } = readExample(bytes.toString('utf8'), dataset.value.promptForm);
      for (const { row } of rowsOf.get(hashText(text)) ?? []) learnt.add(row);
    }
  }
  return learnt;
}

/**
 * An answer as if the model knew the shared labels alone: their probabilities sum to 1 again, and the label is the most
 * probable of them. Where the host told the probability of none of them, an answer with another label is none: to take the
 * first of equals for what the model would have said could make it right by chance.
 */
export function amongShared(example: ScoredExample, shared: ReadonlySet<string>): ScoredExample {
  const { label, probabilities } = example;
  if (!probabilities) return { ...example, label: label !== null && shared.has(label) ? label : null };
  const left = probabilities.filter((entry) => shared.has(entry.label));
  if (left.length === probabilities.length) return example;
  const total = left.reduce((sum, entry) => sum + entry.probability, 0);
  const [best] = left;
  const isTold = best !== undefined && best.probability > 0 && !best.estimated;
  return {
    ...example,
    label: label !== null && isTold ? best.label : null,
    probabilities: total > 0 ? left.map((entry) => ({ ...entry, probability: entry.probability / total })) : [...left],
  };
}
