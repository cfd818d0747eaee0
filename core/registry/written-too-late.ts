import type { LabelsmithError } from '../errors.ts';
import type { Store } from '../store.ts';
import { unknownClassifier } from './classifier-exists.ts';
import { beingDeleted, isBeingDeleted } from './deletion-mark.ts';
import { hasVersions } from './versions.ts';

/**
 * Takes back what was written of a classifier too late: after its deletion had begun, or after it was done. A deletion
 * writes its mark before it removes anything, while whoever calls this has written first and looks after it: either the
 * deletion finds what was written, or its mark is seen here, or the mark is gone, and the versions went before it.
 * @param key of what was just written
 * @param options.mayComeFirst it may be the first thing there is of a classifier: after a deletion it begins a new one
 * @returns why it was too late; undefined when it was not, and then it stays
 */
export async function takeBackIfTooLate(
  store: Store,
  classifier: string,
  key: string,
  { mayComeFirst = false } = {},
): Promise<LabelsmithError | undefined> {
  // In this order: of a deletion that ends between the two looks, the second one sees what the first one did not.
  const isMarked = await isBeingDeleted(store, classifier);
  if (!isMarked && (mayComeFirst || (await hasVersions(store, classifier)))) return undefined;
  await store.removeAll(key);
  return isMarked ? beingDeleted(classifier) : unknownClassifier(classifier);
}
