import { readArtefact, requireArtefact, writeArtefact } from '../artefact.ts';
import { UNRELEASED_PREFIX, unreleasedKey } from '../contract/keys.ts';
import { type Unreleased, unreleased as unreleasedSchema } from '../contract/unreleased.ts';
import { isLabelsmithError } from '../errors.ts';
import { noteUnreleased, readRunRecord } from '../run/run-record.ts';
import { onlyOnce, type Store } from '../store.ts';
import { type ReleaseContext, releaseJob } from './release-job.ts';

/** Two weeks from the run's end: no provider's job lasts longer, and whoever owns the key has had the time to act. */
const GIVE_UP_MS = 14 * 24 * 3_600_000;

/**
 * Notes that the run has, or may come to have, something at a provider: before its execution starts, and again before
 * anything is uploaded. The first mark stays.
 */
export async function markUnreleased(
  { store, clock }: Pick<ReleaseContext, 'store' | 'clock'>,
  run: string,
): Promise<void> {
  const mark: Unreleased = {
    schema: 'labelsmith.unreleased.v1',
    run,
    since: clock().toISOString(),
    lastError: null,
    deleted: null,
  };
  await onlyOnce(writeArtefact(store, unreleasedKey(run), unreleasedSchema, mark, 'absent'));
}

/** The runs that have, or may have, something at a provider. */
export async function listUnreleased(store: Store): Promise<string[]> {
  const runs: string[] = [];
  for await (const { key } of store.list(UNRELEASED_PREFIX)) {
    runs.push(key.slice(UNRELEASED_PREFIX.length, -'.json'.length));
  }
  return runs;
}

/**
 * Frees what a run that needs it no longer has at its provider, and forgets it. What cannot be freed now stays noted, and
 * `run.json` says so: whoever comes next tries again, for two weeks. A provider's silence is no error of the caller's.
 * @returns whether nothing is left
 */
export async function tryRelease(context: ReleaseContext, run: string): Promise<boolean> {
  const { store } = context;
  try {
    await releaseJob(context, run);
  } catch (error) {
    // Without the store nothing can be noted either.
    if (!isLabelsmithError(error) || error.name === 'StoreUnavailable') throw error;
    await noteFailedTry(context, run, error.message);
    return false;
  }
  const mark = await readArtefact(store, unreleasedKey(run), unreleasedSchema);
  if (mark?.value.lastError) await noteUnreleased(context, run, null);
  await store.remove(unreleasedKey(run));
  return true;
}

/** Says what went wrong, once: tries that go wrong in the same way change nothing. */
async function noteFailedTry(context: ReleaseContext, run: string, why: string): Promise<void> {
  const { store, clock } = context;
  await markUnreleased(context, run);
  const mark = await requireArtefact(store, unreleasedKey(run), unreleasedSchema);
  const { finishedAt } = await readRunRecord(store, run);
  const isOver = finishedAt !== null && clock().getTime() - Date.parse(finishedAt) > GIVE_UP_MS;
  if (!isOver && mark.lastError === why) return;
  await writeArtefact(store, unreleasedKey(run), unreleasedSchema, { ...mark, lastError: why });
  const next = isOver ? 'That was the last try: please free it there.' : 'It is tried again by itself.';
  await noteUnreleased(context, run, `A job or files may be left at the provider: ${why}. ${next}`);
  if (isOver) await store.remove(unreleasedKey(run));
}
