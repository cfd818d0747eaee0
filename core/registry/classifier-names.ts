import { CLASSIFIERS_PREFIX, UPLOADS_PREFIX } from '../contract/keys.ts';
import { classifierName } from '../contract/names.ts';
import type { Store } from '../store.ts';

/** The names of all classifiers that have settings, a version, a history or an upload, in alphabetical order. */
export async function classifierNames(store: Store): Promise<string[]> {
  const names = new Set<string>();
  for (const prefix of [CLASSIFIERS_PREFIX, UPLOADS_PREFIX]) {
    for await (const folder of store.folders(prefix)) names.add(folder.slice(prefix.length, -1));
  }
  // Anybody's S3 client may write any folder among the uploads: one with another name starts nothing.
  return [...names].filter((name) => classifierName.safeParse(name).success).sort();
}
