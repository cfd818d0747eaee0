import { CLASSIFIERS_PREFIX } from '../contract/keys.ts';
import type { Store } from '../store.ts';

/** The names of all classifiers that have settings, a version or a history, in the order of the store. */
export async function classifierNames(store: Store): Promise<string[]> {
  const folders = await Array.fromAsync(store.folders(CLASSIFIERS_PREFIX));
  return folders.map((folder) => folder.slice(CLASSIFIERS_PREFIX.length, -1));
}
