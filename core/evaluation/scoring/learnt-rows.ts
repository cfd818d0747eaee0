import { readArtefact } from '../../artefact.ts';
import { dataset as datasetSchema } from '../../contract/dataset.ts';
import { readExample } from '../../contract/example-row.ts';
import { datasetKey } from '../../contract/keys.ts';
import { hashText } from '../../dataset/hash-text.ts';
import { findNearDuplicates } from '../../dataset/near-duplicates/find-near-duplicates.ts';
import { SignedTexts } from '../../dataset/near-duplicates/signed-texts.ts';
import { splitLines } from '../../dataset/reading/lines.ts';
import type { Store } from '../../store.ts';
import type { HeldOutExample } from './held-out.ts';

/** The rows of held-out examples that a model has met in its training. */
export interface LearntRows {
  /** Their normalised text is that of a training example, as in the split. */
  readonly same: ReadonlySet<number>;
  /** Their text is nearly that of a training example, and not the same as that of any. */
  readonly near: ReadonlySet<number>;
}

/**
 * The held-out rows that a dataset trains on, in one pass through its training examples, of which signatures are kept.
 * @param nearFrom the similarity from which texts count as near, by what preparation keeps apart the sides of a dataset
 * with (`near-duplicate-across-split`); null: none are near
 * @returns null when the dataset is gone, so that nobody can tell
 */
export async function learntRows(
  store: Store,
  id: string,
  heldOut: readonly HeldOutExample[],
  nearFrom: number | null,
): Promise<LearntRows | null> {
  const [dataset, train] = await Promise.all([
    readArtefact(store, datasetKey(id, 'dataset.json'), datasetSchema),
    store.read(datasetKey(id, 'train.jsonl')),
  ]);
  if (!dataset || !train) return null;
  const rowsOf = Map.groupBy(heldOut, ({ text }) => hashText(text));
  const same = new Set<number>();
  const trained = new SignedTexts();
  for await (const lines of splitLines(datasetKey(id, 'train.jsonl'), train.body)) {
    for (const { bytes } of lines) {
      if (bytes.length === 0) continue;
      const { text } = readExample(bytes.toString('utf8'), dataset.value.promptForm);
      for (const { row } of rowsOf.get(hashText(text)) ?? []) same.add(row);
      if (nearFrom !== null) trained.add(text, true);
    }
  }
  const others = heldOut.filter(({ row }) => !same.has(row));
  return { same, near: nearFrom === null ? new Set() : await nearTo(trained, others, nearFrom) };
}

/**
 * The rows that are near to a text that was trained on. The search finds what of one side, to be trained on, is near to the
 * other, held-out one; here the sides are exchanged, since it is the held-out rows that have to give way.
 */
async function nearTo(
  trained: SignedTexts,
  heldOut: readonly HeldOutExample[],
  threshold: number,
): Promise<ReadonlySet<number>> {
  const first = trained.count;
  for (const { text } of heldOut) trained.add(text, false);
  const { acrossSplit } = await findNearDuplicates(trained, { threshold });
  return new Set([...acrossSplit].flatMap((ordinal) => heldOut[ordinal - first]?.row ?? []));
}
