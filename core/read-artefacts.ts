import type * as z from 'zod/mini';
import { readArtefact } from './artefact.ts';
import { mapConcurrently } from './map-concurrently.ts';
import type { ReadableStore } from './store.ts';

/** Objects that are read at the same time: reading many small ones waits for the store most of the time. */
export const READS_AT_ONCE = 16;

/**
 * Reads many artefacts of one kind, in the order of their keys as given. Those that are gone are left out: between a list of
 * keys and the reading, others may remove some.
 * @throws LabelsmithError `BrokenArtefact` as {@link readArtefact}
 */
export async function readArtefacts<S extends z.core.$ZodType>(
  store: ReadableStore,
  keys: readonly string[],
  schema: S,
): Promise<z.output<S>[]> {
  const found = await mapConcurrently(keys, READS_AT_ONCE, (key) => readArtefact(store, key, schema));
  return found.flatMap((artefact) => (artefact ? [artefact.value] : []));
}
