import { requireArtefact } from '../artefact.ts';
import { feedback as feedbackSchema } from '../contract/feedback.ts';
import { feedbackKey, feedbackPrefix } from '../contract/keys.ts';
import type { RowsSource } from '../dataset/source.ts';
import { hashOf } from '../hash.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { READS_AT_ONCE } from '../read-artefacts.ts';
import type { Store } from '../store.ts';

/** Texts that are in memory at a time. */
const BATCH = 4 * READS_AT_ONCE;

/** The ids of all feedback to a classifier, in the order of the ids. */
export async function listFeedback(store: Store, classifier: string): Promise<string[]> {
  const prefix = feedbackPrefix(classifier);
  const ids: string[] = [];
  for await (const { key } of store.list(prefix)) {
    if (key.endsWith('.json')) ids.push(key.slice(prefix.length, -'.json'.length));
  }
  return ids;
}

/**
 * Changes whenever there is new feedback; undefined while there is none. Ids follow from the content, so that they alone
 * say what there is.
 */
export async function feedbackWatermark(store: Store, classifier: string): Promise<string | undefined> {
  const ids = await listFeedback(store, classifier);
  return ids.length > 0 ? hashOf(ids, 16) : undefined;
}

/**
 * The feedback to a classifier as rows to learn from, each by the name `feedback/<id>`; undefined while there is none.
 * What comes later is not in it.
 */
export async function feedbackSource(store: Store, classifier: string): Promise<RowsSource | undefined> {
  const ids = await listFeedback(store, classifier);
  if (ids.length === 0) return undefined;
  return {
    name: 'feedback.jsonl',
    rowNames: ids.map((id) => `feedback/${id}`),
    open: () => readLines(store, classifier, ids),
  };
}

async function* readLines(store: Store, classifier: string, ids: readonly string[]): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  for (let from = 0; from < ids.length; from += BATCH) {
    const batch = await mapConcurrently(ids.slice(from, from + BATCH), READS_AT_ONCE, (id) =>
      requireArtefact(store, feedbackKey(classifier, id), feedbackSchema),
    );
    yield encoder.encode(batch.map(({ text, label }) => `${JSON.stringify({ text, label })}\n`).join(''));
  }
}
