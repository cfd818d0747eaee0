import { writeArtefact } from '../artefact.ts';
import type { Clock } from '../clock.ts';
import { deletionMark } from '../contract/deletion.ts';
import { deletionKey } from '../contract/keys.ts';
import { LabelsmithError } from '../errors.ts';
import { onlyOnce, type ReadableStore, type Store } from '../store.ts';

/** Whether the deletion of a classifier has begun, and is not done with yet. */
export const isBeingDeleted = async (store: ReadableStore, classifier: string): Promise<boolean> =>
  (await store.head(deletionKey(classifier))) !== undefined;

/** Notes that a classifier's deletion has begun; noted twice, the first mark stays. */
export async function markDeletion(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  { classifier, by }: { readonly classifier: string; readonly by: string },
): Promise<void> {
  const mark = { schema: 'labelsmith.deletion.v1', classifier, at: clock().toISOString(), by } as const;
  await onlyOnce(writeArtefact(store, deletionKey(classifier), deletionMark, mark, 'absent'));
}

/** What whoever begins something with a classifier that is being deleted is told. */
export const beingDeleted = (classifier: string) =>
  new LabelsmithError(
    'Conflict',
    `classifier ${classifier} is being deleted`,
    `Delete it again until that says that nothing is left (labelsmith delete ${classifier}); then upload its texts anew.`,
  );
