import { readArtefact, writeArtefact } from '../artefact.ts';
import type { Clock } from '../clock.ts';
import { championKey, historyKey, versionKey } from '../contract/keys.ts';
import {
  type Champion,
  champion as championSchema,
  type HistoryEntry,
  historyEntry as historySchema,
  version as versionSchema,
} from '../contract/registry.ts';
import { LabelsmithError } from '../errors.ts';
import { hashOf } from '../hash.ts';
import { isConditionFailed, type Store } from '../store.ts';

export interface RegistryContext {
  readonly store: Store;
  readonly clock: Clock;
}

/** A change of the registry with who makes it and why; both are kept in the history. */
export interface RegistryChange {
  readonly classifier: string;
  readonly by: string;
  readonly reason: string;
}

export const readChampion = (store: Store, classifier: string) =>
  readArtefact(store, championKey(classifier), championSchema);

/**
 * Puts a version into service. The version that already is in service stays, without a new entry in the history.
 * @throws LabelsmithError `NotFound` for an unknown version, `Conflict` when somebody else changed the champion meanwhile
 */
export async function promote(
  context: RegistryContext,
  change: RegistryChange & { readonly version: number },
): Promise<Champion> {
  const { classifier, version } = change;
  if (!(await readArtefact(context.store, versionKey(classifier, version), versionSchema))) {
    throw new LabelsmithError(
      'NotFound',
      `classifier ${classifier} has no version ${version}`,
      `List its versions with: labelsmith versions ${classifier}`,
    );
  }
  const current = await readChampion(context.store, classifier);
  if (current?.value.version === version) return current.value;
  return swap(context, change, 'promoted', version, current);
}

/**
 * Puts the version back that served before the present champion, one step.
 * @throws LabelsmithError `Conflict` when there is nothing to go back to, or somebody else was quicker
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
  return swap(context, change, 'rolled-back', previous, current);
}

/** Notes in the history that a version was judged and not put into service. */
export function noteKept(
  context: RegistryContext,
  change: RegistryChange & { readonly version: number },
  champion: number | null,
): Promise<void> {
  return writeHistory(context, { ...change, action: 'kept', previousVersion: champion });
}

async function swap(
  context: RegistryContext,
  change: RegistryChange,
  action: 'promoted' | 'rolled-back',
  version: number,
  current: { value: Champion; etag: string } | undefined,
): Promise<Champion> {
  const { classifier, by, reason } = change;
  const previousVersion = current?.value.version ?? null;
  const since = context.clock().toISOString();
  const next: Champion = { schema: 'labelsmith.champion.v1', version, previousVersion, since, by, reason };
  try {
    const condition = current ? { etag: current.etag } : 'absent';
    await writeArtefact(context.store, championKey(classifier), championSchema, next, condition);
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    throw new LabelsmithError(
      'Conflict',
      `the champion of ${classifier} was changed by somebody else at the same moment`,
      `Look at it with: labelsmith versions ${classifier} - and try again if it is still wanted.`,
    );
  }
  await writeHistory(context, { classifier, by, reason, action, version, previousVersion });
  return next;
}

async function writeHistory(
  { store, clock }: RegistryContext,
  entry: Omit<HistoryEntry, 'schema' | 'at'>,
): Promise<void> {
  const at = clock().toISOString();
  const record: HistoryEntry = { schema: 'labelsmith.history.v1', ...entry, at };
  await writeArtefact(store, historyKey(entry.classifier, at, hashOf(record, 8)), historySchema, record);
}
