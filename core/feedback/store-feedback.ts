import { requireArtefact, writeArtefact } from '../artefact.ts';
import type { Clock } from '../clock.ts';
import { type Feedback, type FeedbackRequest, feedback as feedbackSchema } from '../contract/feedback.ts';
import { feedbackKey } from '../contract/keys.ts';
import { LabelsmithError } from '../errors.ts';
import { hashOf } from '../hash.ts';
import { hasVersions } from '../registry/versions.ts';
import { takeBackIfTooLate } from '../registry/written-too-late.ts';
import { isConditionFailed, type Store } from '../store.ts';

/** Digits of the hash in the id of feedback: 96 bits, so that two examples of one classifier never meet. */
const ID_DIGITS = 24;

/**
 * Stores one example for the classifier's next run. Its id follows from text and label: sent again, it is the one that is
 * there, and `isNew` is false.
 * @throws LabelsmithError `NotFound` for a classifier that never had a version: nothing was predicted that could be wrong;
 * `Conflict` while it is being deleted, and then the text does not stay
 */
export async function storeFeedback(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  classifier: string,
  { text, label, predicted = null }: FeedbackRequest,
): Promise<{ feedback: Feedback; isNew: boolean }> {
  if (!(await hasVersions(store, classifier))) throw untrained(classifier);
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
  let isNew = true;
  try {
    await writeArtefact(store, key, feedbackSchema, feedback, 'absent');
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    isNew = false;
  }
  const tooLate = await takeBackIfTooLate(store, classifier, key);
  if (tooLate) throw tooLate;
  return { feedback: isNew ? feedback : await requireArtefact(store, key, feedbackSchema), isNew };
}

const untrained = (classifier: string) =>
  new LabelsmithError(
    'NotFound',
    `classifier ${classifier} has no version that feedback could be about`,
    `Upload labelled texts for it first: labelsmith upload FILE --classifier ${classifier}`,
  );
