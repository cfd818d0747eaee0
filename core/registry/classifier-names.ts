import { CLASSIFIERS_PREFIX } from '../contract/keys.ts';
import type { Store } from '../store.ts';

/** The names of all classifiers that have settings, a version or a history, in the order of the store. */
export async function classifierNames(store: Store): Promise<string[]> {
  const names = new Set<string>();
  for await (const { key } of store.list(CLASSIFIERS_PREFIX)) {
    const name = key.slice(CLASSIFIERS_PREFIX.length).split('/')[0];
    if (name) names.add(name);
  }
  return [...names];
}
