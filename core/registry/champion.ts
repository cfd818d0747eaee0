import { type Artefact, readArtefact, writeArtefact } from '../artefact.ts';
import { championKey, versionKey } from '../contract/keys.ts';
import {
  type Champion,
  champion as championSchema,
  type Version,
  version as versionSchema,
} from '../contract/registry.ts';
import { LabelsmithError } from '../errors.ts';
import { isConditionFailed, type ReadableStore, type Store } from '../store.ts';
import { type Asking, requireAnswer } from './ask-version.ts';
import { isInUse, isLive, notePointer } from './history.ts';
import type { RegistryChange, RegistryContext } from './registry-change.ts';
import { unusableVersion } from './version-refusals.ts';

/**
 * How long a rollback by the same caller is the same one, in ms: a client whose answer got lost asks again within it. A second
 * step would put the bad version back.
 */
const SAME_ROLLBACK_MS = 60_000;

export const readChampion = (store: ReadableStore, classifier: string) =>
  readArtefact(store, championKey(classifier), championSchema);

/**
 * Puts a version into service, and ends the canary. The version that already is in service stays, and so does its canary.
 * @param change.expected the version that has to be serving for this to be right, and the time since when: one that was taken
 * out of service and put back since is not the same. A time of null is any; left out, whichever serves
 * @throws LabelsmithError `NotFound` for an unknown or deleted version, `Conflict` when somebody else changed the champion
 * meanwhile
 */
export async function promote(
  context: RegistryContext,
  change: RegistryChange & { readonly version: number; readonly expected?: Expected | null },
): Promise<Champion> {
  const { classifier, version, expected } = change;
  await requireUsable(context.store, classifier, version);
  const current = await readChampion(context.store, classifier);
  if (current?.value.version === version) {
    // A crash may have come between the pointer and the history: the entry is written if it is missing.
    await notePointer(context.store, classifier, current.value);
    return current.value;
  }
  if (expected !== undefined && !isExpected(current?.value, expected)) throw conflict(classifier);
  return swap(context, change, 'promoted', version, current);
}

/** The version in service as somebody saw it. */
interface Expected {
  readonly version: number;
  readonly since: string | null;
}

function isExpected(current: Champion | undefined, expected: Expected | null): boolean {
  if (!current || !expected) return !current && !expected;
  return current.version === expected.version && (expected.since ?? current.since) === current.since;
}

/**
 * Puts the version back that served before the present champion, one step, once a live call has proved that it still answers.
 * Repeated by the same caller within a minute it is done already, and the champion stays.
 * @throws LabelsmithError `NotFound` when that version was deleted, `Conflict` when there is nothing to go back to, its
 * provider refuses to answer, or somebody else was quicker, `ProviderUnavailable` when it does not answer just now
 */
export async function rollBack(
  context: RegistryContext & { readonly providers: Asking },
  change: RegistryChange,
): Promise<Champion> {
  const current = await readChampion(context.store, change.classifier);
  const previous = current?.value.previousVersion;
  if (!current || !previous) {
    throw new LabelsmithError(
      'Conflict',
      `classifier ${change.classifier} has no earlier version to go back to`,
      `Promote a version by its number: labelsmith promote ${change.classifier} N`,
    );
  }
  const usable = await requireUsable(context.store, change.classifier, previous);
  if (isSameRollback(current.value, change, context.clock())) {
    await notePointer(context.store, change.classifier, current.value);
    return current.value;
  }
  await requireAnswer(context.providers, usable);
  return swap(context, change, 'rolled-back', previous, current);
}

const isSameRollback = ({ action, by, since }: Champion, change: RegistryChange, now: Date): boolean =>
  action === 'rolled-back' && by === change.by && now.getTime() - Date.parse(since) < SAME_ROLLBACK_MS;

/** @throws LabelsmithError `NotFound` for an unknown or deleted version */
export async function requireUsable(store: ReadableStore, classifier: string, version: number): Promise<Version> {
  const found = await readArtefact(store, versionKey(classifier, version), versionSchema);
  if (found && !found.value.deleted) return found.value;
  throw unusableVersion(classifier, version, found?.value);
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
  const since = timeAfter(current?.value, context.clock());
  const canary = current && isLive(current.value.canary) ? current.value.canary : null;
  const next: Champion = {
    schema: 'labelsmith.champion.v1',
    version,
    previousVersion,
    action,
    since,
    by,
    reason,
    // Later than the promotion that ends it, so that the history tells them in this order.
    canary: canary && {
      ...canary,
      ended: { at: new Date(Date.parse(since) + 1).toISOString(), by, reason: `version ${version} was ${action}` },
    },
  };
  if (current) await noteServing(context.store, classifier, current.value);
  try {
    const condition = current ? { etag: current.etag } : 'absent';
    const { etag } = await writeArtefact(context.store, championKey(classifier), championSchema, next, condition);
    await stepBackIfDeleted(context.store, next, { classifier, etag, before: current?.value });
  } catch (error) {
    throw isConditionFailed(error) ? conflict(classifier) : error;
  }
  await notePointer(context.store, classifier, next);
  return next;
}

/** Later than what it replaces, whatever the clocks of two machines say: the history's order is that of the changes. */
export function timeAfter(current: Champion | undefined, now: Date): string {
  const last = [current?.since, current?.canary?.since, current?.canary?.ended?.at].filter(
    (time) => time !== undefined,
  );
  const earliest = Math.max(0, ...last.map((time) => Date.parse(time) + 1));
  return new Date(Math.max(earliest, now.getTime())).toISOString();
}

/** Whoever overwrites the pointer first notes what it said: the one who wrote it may have crashed before. */
async function noteServing(store: Store, classifier: string, serving: Champion): Promise<void> {
  if (await isInUse(store, classifier, serving)) await notePointer(store, classifier, serving);
}

/**
 * A version that is being deleted is marked first, and only then is the champion looked at: looking at the version after
 * the champion was written leaves no moment in which neither sees the other. The pointer then goes back to where it was,
 * unless somebody else has changed it since: that promotion stays.
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
    else await store.remove(championKey(classifier), { etag });
    throw error;
  }
}

export const conflict = (classifier: string) =>
  new LabelsmithError(
    'Conflict',
    `the champion of ${classifier} was changed by somebody else in the meantime`,
    `Look at it with: labelsmith versions ${classifier} - and try again if it is still wanted.`,
  );
