import { changeArtefact } from '../artefact.ts';
import { versionKey } from '../contract/keys.ts';
import { type Version, version as versionSchema } from '../contract/registry.ts';
import { LabelsmithError } from '../errors.ts';
import type { RegistryChange, RegistryContext } from './registry-change.ts';

type Mark = NonNullable<Version['deleted']>;

/**
 * Marks a version as deleted unless it serves; marked already, it is left as it is.
 *
 * The mark comes first and the look at who serves after it, while a promotion writes the champion first and looks at
 * the version after it: whichever order they come in, one sees the other and steps back. Until that look the mark is
 * undecided, and its writer's alone to decide: it stays, or goes again. Another deletion does not rely on it but puts its
 * own in its place, since the one that wrote it may have died. A decided mark never goes.
 * @param refuseServing throws when the version serves
 * @returns the version with its decided mark
 * @throws LabelsmithError `Conflict` when somebody else is deleting it at this moment, and what `refuseServing` throws
 */
export async function markDeleted(
  { store, clock }: RegistryContext,
  { classifier, version, by }: Omit<RegistryChange, 'reason'> & { readonly version: number },
  refuseServing: () => Promise<void>,
): Promise<Version & { readonly deleted: Mark }> {
  const change = (changed: (was: Version) => Version) =>
    changeArtefact(store, versionKey(classifier, version), versionSchema, changed);
  let own = markOf(undefined, clock(), by);
  const decide = (deleted: Mark | null) =>
    change((was) => (isSame(was.deleted, { ...own, undecided: true }) ? { ...was, deleted } : was));

  let marked = await change((was) => {
    if (isDecided(was)) return was;
    own = markOf(was.deleted, clock(), by);
    return { ...was, deleted: { ...own, undecided: true } };
  });
  if (!isDecided(marked)) {
    try {
      await refuseServing();
    } catch (error) {
      await decide(null);
      throw error;
    }
    marked = await decide(own);
  }
  if (isDecided(marked)) return marked;
  throw new LabelsmithError(
    'Conflict',
    `version ${version} of ${classifier} is being deleted by somebody else`,
    `Look at it with: labelsmith versions ${classifier} - and try again if it is still wanted.`,
  );
}

/** Whether a version is deleted for good. */
export const isDecided = (version: Version): version is Version & { readonly deleted: Mark } =>
  version.deleted !== null && !version.deleted.undecided;

/** Later than an undecided one that it replaces, so that each deletion knows its own. */
const markOf = (before: Mark | null | undefined, now: Date, by: string): Mark => ({
  at: new Date(Math.max(now.getTime(), before ? Date.parse(before.at) + 1 : 0)).toISOString(),
  by,
});

const isSame = (one: Mark | null, other: Mark) =>
  one?.at === other.at && one.by === other.by && one.undecided === other.undecided;
