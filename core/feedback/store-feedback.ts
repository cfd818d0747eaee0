import { requireArtefact, writeArtefact } from '../artefact.ts';
import type { Clock } from '../clock.ts';
import { type Feedback, type FeedbackRequest, feedback as feedbackSchema } from '../contract/feedback.ts';
import { feedbackKey, versionsPrefix } from '../contract/keys.ts';
import { LabelsmithError } from '../errors.ts';
import { hashOf } from '../hash.ts';
import { isConditionFailed, type Store } from '../store.ts';

/** Digits of the hash in the id of feedback: 96 bits, so that two examples of one classifier never meet. */
const ID_DIGITS = 24;

/**
 * Stores one example for the classifier's next run. Its id follows from text and label: sent again, it is the one that is
 * there, and `isNew` is false.
 * @throws LabelsmithError `NotFound` for a classifier that never had a version: nothing was predicted that could be wrong
 */
export async function storeFeedback(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  classifier: string,
  { text, label, predicted = null }: FeedbackRequest,
): Promise<{ feedback: Feedback; isNew: boolean }> {
  await requireTrained(store, classifier);
  const id = hashOf([text, label], ID_DIGITS);
  const key = feedbackKey(classifier, id);
  const receivedAt = clock().toISOString();
  const feedback: Feedback = {
    schema: 'labelsmith.feedback.v1',
    id,
    classifier,
    text,
    label,
    predicted,
    receivedAt,
  };
  try {
    await writeArtefact(store, key, feedbackSchema, feedback, 'absent');
    return { feedback, isNew: true };
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    return { feedback: await requireArtefact(store, key, feedbackSchema), isNew: false };
  }
}

async function requireTrained(store: Store, classifier: string): Promise<void> {
  for await (const _version of store.list(versionsPrefix(classifier))) return;
  throw new LabelsmithError(
    'NotFound',
    `classifier ${classifier} has no version that feedback could be about`,
    `Upload labelled texts for it first: labelsmith upload FILE --classifier ${classifier}`,
  );
}
