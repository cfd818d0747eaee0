import { readArtefact } from '../artefact.ts';
import { job as jobSchema } from '../contract/job.ts';
import { runKey } from '../contract/keys.ts';
import { isLabelsmithError } from '../errors.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { READS_AT_ONCE } from '../read-artefacts.ts';
import type { Store } from '../store.ts';
import { listUnreleased } from './unreleased.ts';

/**
 * The run that a job belongs to, found among those that still have something at a provider: there are never many.
 * undefined when there is none, or none any more.
 */
export async function runOfJob(store: Store, job: string): Promise<string | undefined> {
  const found = await mapConcurrently(await listUnreleased(store), READS_AT_ONCE, async (run) => {
    return (await jobOf(store, run)) === job ? run : undefined;
  });
  return found.find((run) => run !== undefined);
}

/** One damaged record must not keep webhooks from all the others. */
async function jobOf(store: Store, run: string): Promise<string | undefined> {
  try {
    return (await readArtefact(store, runKey(run, 'job.json'), jobSchema))?.value.id;
  } catch (error) {
    if (isLabelsmithError(error, 'BrokenArtefact')) return undefined;
    throw error;
  }
}
