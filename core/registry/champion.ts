import { type Artefact, readArtefact, writeArtefact } from '../artefact.ts';
import { championKey, versionKey } from '../contract/keys.ts';
import { type Champion, champion as championSchema, version as versionSchema } from '../contract/registry.ts';
import { LabelsmithError } from '../errors.ts';
import { isConditionFailed, type Store } from '../store.ts';
import { noteChampion } from './history.ts';
import type { RegistryChange, RegistryContext } from './registry-change.ts';

export const readChampion = (store: Store, classifier: string) =>
  readArtefact(store, championKey(classifier), championSchema);

/**
 * Puts a version into service. The version that already is in service stays.
 * @param change.expected the version that has to be serving for this to be right; left out, whichever serves
 * @throws LabelsmithError `NotFound` for an unknown or deleted version, `Conflict` when somebody else changed the champion
 * meanwhile
 */
export async function promote(
  context: RegistryContext,
  change: RegistryChange & { readonly version: number; readonly expected?: number | null },
): Promise<Champion> {
  const { classifier, version, by, expected } = change;
  await requireUsable(context.store, classifier, version);
  const current = await readChampion(context.store, classifier);
  if (current?.value.version === version) {
    // The same change again, after a crash between the pointer and the history: the entry is written if it is missing.
    if (current.value.by === by) await noteChampion(context, change, 'promoted', current.value);
    return current.value;
  }
  if (expected !== undefined && (current?.value.version ?? null) !== expected) throw conflict(classifier);
  return swap(context, change, 'promoted', version, current);
}

/**
 * Puts the version back that served before the present champion, one step.
 * @throws LabelsmithError `NotFound` when that version was deleted, `Conflict` when there is nothing to go back to or
 * somebody else was quicker
 */
export async function rollBack(context: RegistryContext, change: RegistryChange): Promise<Champion> {
  const current = await readChampion(context.store, change.classifier);
  const previous = current?.value.previousVersion;
  if (!current || !previous) {
    throw new LabelsmithError(
      'Conflict',
      `classifier ${change.classifier} has no earlier version to go back to`,
      `Promote a version by its number: labelsmith promote ${change.classifier} N`,
    );
  }
  await requireUsable(context.store, change.classifier, previous);
  return swap(context, change, 'rolled-back', previous, current);
}

/** @throws LabelsmithError `NotFound` for an unknown or deleted version */
async function requireUsable(store: Store, classifier: string, version: number): Promise<void> {
  const found = await readArtefact(store, versionKey(classifier, version), versionSchema);
  if (found && !found.value.deleted) return;
  throw new LabelsmithError(
    'NotFound',
    found
      ? `version ${version} of ${classifier} was deleted on ${found.value.deleted?.at}`
      : `classifier ${classifier} has no version ${version}`,
    `List its versions with: labelsmith versions ${classifier}`,
  );
}

async function swap(
  context: RegistryContext,
  change: RegistryChange,
  action: 'promoted' | 'rolled-back',
  version: number,
  current: Artefact<Champion> | undefined,
): Promise<Champion> {
  const { classifier, by, reason } = change;
  const previousVersion = current?.value.version ?? null;
  const since = context.clock().toISOString();
  const next: Champion = { schema: 'labelsmith.champion.v1', version, previousVersion, action, since, by, reason };
  try {
    const condition = current ? { etag: current.etag } : 'absent';
    const { etag } = await writeArtefact(context.store, championKey(classifier), championSchema, next, condition);
    await stepBackIfDeleted(context.store, next, { classifier, etag, before: current?.value });
  } catch (error) {
    throw isConditionFailed(error) ? conflict(classifier) : error;
  }
  await noteChampion(context, change, action, next);
  return next;
}

/**
 * A version that is being deleted is marked first, and only then is the champion looked at: looking at the version after
 * the champion was written leaves no moment in which neither sees the other. The pointer then goes back to where it was.
 */
async function stepBackIfDeleted(
  store: Store,
  { version }: Champion,
  { classifier, etag, before }: { classifier: string; etag: string; before: Champion | undefined },
): Promise<void> {
  try {
    await requireUsable(store, classifier, version);
  } catch (error) {
    if (before) await writeArtefact(store, championKey(classifier), championSchema, before, { etag });
    else await store.remove(championKey(classifier));
    throw error;
  }
}

const conflict = (classifier: string) =>
  new LabelsmithError(
    'Conflict',
    `the champion of ${classifier} was changed by somebody else in the meantime`,
    `Look at it with: labelsmith versions ${classifier} - and try again if it is still wanted.`,
  );
