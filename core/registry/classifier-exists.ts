import { baselinesPrefix, classifierPrefix, servedPrefix, trainedPrefix, uploadsPrefix } from '../contract/keys.ts';
import { LabelsmithError } from '../errors.ts';
import type { Store } from '../store.ts';

/**
 * Where lies what runs and answers leave of a classifier, besides the runs themselves. Its deletion removes these together;
 * its uploads and what {@link classifierPrefix} holds have their own moments there.
 */
export const TRACE_PREFIXES = [trainedPrefix, baselinesPrefix, servedPrefix] as const;
/** Where the objects of a classifier lie, besides its runs. */
const PREFIXES = [classifierPrefix, uploadsPrefix, ...TRACE_PREFIXES] as const;

/** A classifier exists as soon as there is any object of it: settings, an upload, a version or what one has left. */
export async function classifierExists(store: Store, classifier: string): Promise<boolean> {
  for (const prefixOf of PREFIXES) {
    for await (const _object of store.list(prefixOf(classifier))) return true;
  }
  return false;
}

/** @throws LabelsmithError `NotFound` unless the classifier exists */
export async function requireClassifier(store: Store, classifier: string): Promise<void> {
  if (!(await classifierExists(store, classifier))) throw unknownClassifier(classifier);
}

export const unknownClassifier = (classifier: string) =>
  new LabelsmithError(
    'NotFound',
    `there is no classifier ${classifier}`,
    `GET /v1/classifiers lists those that there are. Upload labelled texts for a new one: labelsmith upload FILE --classifier ${classifier}`,
  );
