import type { Dataset } from '../../contract/dataset.ts';
import type { Comparison, ScoredExample } from '../../contract/evaluation.ts';
import type { Version } from '../../contract/registry.ts';
import type { Store } from '../../store.ts';
import type { HeldOutExample } from './held-out.ts';
import { type LearntRows, learntRows } from './learnt-rows.ts';

/** The held-out examples that say something of both models. */
export interface ComparableRows {
  readonly examples: readonly HeldOutExample[];
  readonly sharedLabels: ReadonlySet<string>;
  /** What was left out, and why. */
  readonly comparison: Omit<Comparison, 'candidate'>;
}

/** Among fewer labels there is nothing to choose from: every answer would be right, whatever the model. */
const FEWEST_SHARED_LABELS = 2;

/** Both models were trained on one dataset, which holds these rows out. */
const NOTHING: LearntRows = { same: new Set(), near: new Set() };

/**
 * The held-out examples that neither model was trained on and whose label both know. The candidate was trained on none, as
 * it is its dataset that holds them out; the champion may have been: its own dataset may have been split in another way.
 * Nor was the candidate trained on what is near to them, where preparation sees to that; then the champion must not have been
 * either. None at all where both know fewer than two labels in common.
 * @param nearFrom the similarity from which texts count as near; null where the candidate's preparation does not ask
 */
export async function comparableRows(
  store: Store,
  dataset: Pick<Dataset, 'dataset' | 'labels'>,
  champion: Pick<Version, 'dataset' | 'labels'>,
  heldOut: readonly HeldOutExample[],
  nearFrom: number | null,
): Promise<ComparableRows> {
  const own = new Set(dataset.labels.map(({ label }) => label));
  const theirs = new Set(champion.labels.map(({ label }) => label));
  const sharedLabels = own.intersection(theirs);
  const known = heldOut.filter(({ expected }) => sharedLabels.has(expected));
  const learnt =
    champion.dataset === dataset.dataset ? NOTHING : await learntRows(store, champion.dataset, known, nearFrom);
  const unlearnt = known.filter(({ row }) => !learnt?.same.has(row) && !learnt?.near.has(row));
  const examples = sharedLabels.size < FEWEST_SHARED_LABELS ? [] : unlearnt;
  return {
    examples,
    sharedLabels,
    comparison: {
      examples: examples.length,
      trainedOn: learnt?.same.size ?? null,
      nearlyTrainedOn: learnt?.near.size ?? 0,
      unknownLabel: heldOut.length - known.length,
      onlyCandidate: [...own.difference(theirs)],
      onlyChampion: [...theirs.difference(own)],
    },
  };
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
