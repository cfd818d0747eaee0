import { type Artefact, writeArtefact } from '../artefact.ts';
import type { Clock } from '../clock.ts';
import { championKey } from '../contract/keys.ts';
import { type Canary, type Champion, champion as championSchema } from '../contract/registry.ts';
import { LabelsmithError } from '../errors.ts';
import { isConditionFailed } from '../store.ts';
import { conflict, readChampion, requireUsable, timeAfter } from './champion.ts';
import { type HistoryStore, isLive, notePointer } from './history.ts';
import type { RegistryChange } from './registry-change.ts';
import { noneInService } from './version-refusals.ts';

/** What a change of the canary needs: less than the whole store, so that whoever serves may end one. */
export interface CanaryContext {
  readonly store: HistoryStore;
  readonly clock: Clock;
}

/**
 * Lets a version answer a share of the texts, beside the version in service. A canary that is under way is ended.
 * @param change.share of the texts, more than 0 and less than 1
 * @throws LabelsmithError `NotFound` for an unknown or deleted version, `Conflict` when none is in service, when it is this
 * very version, and when somebody else was quicker
 */
export async function startCanary(
  context: CanaryContext,
  change: RegistryChange & { readonly version: number; readonly share: number },
): Promise<Champion> {
  const { classifier, version, share, by, reason } = change;
  await requireUsable(context.store, classifier, version);
  const current = await readChampion(context.store, classifier);
  if (!current) throw noneInService(classifier, 'Conflict');
  if (current.value.version === version) {
    throw new LabelsmithError(
      'Conflict',
      `version ${version} of ${classifier} is in service itself`,
      `Name another version than the one in service: labelsmith versions ${classifier}`,
    );
  }
  const before = isLive(current.value.canary)
    ? await swapCanary(
        context,
        classifier,
        current,
        endedCanary(context, current.value, change, `version ${version} follows it`),
      )
    : current;
  const since = timeAfter(before.value, context.clock());
  const started = { ...before.value, canary: { version, share, since, by, reason, ended: null } };
  return (await swapCanary(context, classifier, before, started)).value;
}

/**
 * Ends the canary: the version in service answers all texts again. Where none is under way nothing changes.
 * @param change.canary the one that is meant, by its version and its start; another one, be it a later one of the same
 * version, is left alone. @default whichever it is
 * @throws LabelsmithError `NotFound` when no version is in service, `Conflict` when somebody else was quicker
 */
export async function endCanary(
  context: CanaryContext,
  change: RegistryChange & { readonly canary?: Pick<Canary, 'version' | 'since'> },
): Promise<Champion> {
  const { classifier, canary: meant, reason } = change;
  const current = await readChampion(context.store, classifier);
  if (!current) throw noneInService(classifier, 'NotFound');
  const { canary } = current.value;
  if (!isLive(canary) || (meant && !isSame(canary, meant))) {
    await notePointer(context.store, classifier, current.value);
    return current.value;
  }
  return (await swapCanary(context, classifier, current, endedCanary(context, current.value, change, reason))).value;
}

const isSame = (one: Pick<Canary, 'version' | 'since'>, other: typeof one) =>
  one.version === other.version && one.since === other.since;

function endedCanary(
  { clock }: CanaryContext,
  champion: Champion,
  { by }: Pick<RegistryChange, 'by'>,
  reason: string,
): Champion {
  const ended = { at: timeAfter(champion, clock()), by, reason };
  return { ...champion, canary: champion.canary && { ...champion.canary, ended } };
}

/**
 * Writes the pointer with another canary, between the notes of what it said and of what it says. A canary that begins is
 * looked at once more after that, as `promote` does it: a version that is being deleted is marked before its deletion looks at
 * the pointer, so that one of the two sees the other. The pointer then goes back to where it was.
 */
async function swapCanary(
  { store }: CanaryContext,
  classifier: string,
  current: Artefact<Champion>,
  next: Champion,
): Promise<Artefact<Champion>> {
  await notePointer(store, classifier, current.value);
  try {
    const { etag } = await writeArtefact(store, championKey(classifier), championSchema, next, { etag: current.etag });
    if (isLive(next.canary)) await stepBackIfDeleted(store, classifier, next.canary, { etag, before: current.value });
    await notePointer(store, classifier, next);
    return { value: next, etag };
  } catch (error) {
    throw isConditionFailed(error) ? conflict(classifier) : error;
  }
}

/** @throws LabelsmithError `NotFound` when the version was deleted meanwhile */
async function stepBackIfDeleted(
  store: HistoryStore,
  classifier: string,
  { version }: Canary,
  { etag, before }: { readonly etag: string; readonly before: Champion },
): Promise<void> {
  try {
    await requireUsable(store, classifier, version);
  } catch (error) {
    await writeArtefact(store, championKey(classifier), championSchema, before, { etag });
    throw error;
  }
}
