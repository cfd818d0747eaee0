import './contract/english.ts';
import * as z from 'zod/mini';
import { LabelsmithError } from './errors.ts';
import { isConditionFailed, type ReadableStore, readBytes, type Store, type WriteOptions } from './store.ts';

/** A JSON artefact as it lies in the store, with the etag that a conditional write needs. */
export interface Artefact<T> {
  readonly value: T;
  readonly etag: string;
}

/**
 * Reads and validates one JSON artefact; undefined when there is none.
 * @throws LabelsmithError `BrokenArtefact` when it is not JSON or does not match its schema
 */
export async function readArtefact<S extends z.core.$ZodType>(
  store: ReadableStore,
  key: string,
  schema: S,
): Promise<Artefact<z.output<S>> | undefined> {
  const found = await readBytes(store, key);
  if (!found) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(found.bytes));
  } catch {
    throw broken(key, 'it is not JSON');
  }
  const parsed = z.safeParse(schema, json);
  if (!parsed.success) throw broken(key, describeIssues(parsed.error));
  return { value: parsed.data, etag: found.object.etag };
}

/** As {@link readArtefact}, for an artefact that must be there. */
export async function requireArtefact<S extends z.core.$ZodType>(
  store: ReadableStore,
  key: string,
  schema: S,
): Promise<z.output<S>> {
  const found = await readArtefact(store, key, schema);
  if (!found) throw broken(key, 'it does not exist');
  return found.value;
}

/**
 * Validates and writes one JSON artefact, indented, since people read it.
 * @throws ConditionFailed as {@link Store.write}
 */
export async function writeArtefact<S extends z.core.$ZodType>(
  store: Pick<Store, 'write'>,
  key: string,
  schema: S,
  value: z.output<S>,
  condition?: WriteOptions['condition'],
): Promise<{ etag: string }> {
  const parsed = z.safeParse(schema, value);
  if (!parsed.success) throw broken(key, describeIssues(parsed.error));
  const options = { contentType: 'application/json', ...(condition && { condition }) };
  return store.write(key, `${JSON.stringify(parsed.data, null, 2)}\n`, options);
}

/** Attempts after which a compare-and-swap gives up: each failure means that somebody else succeeded. */
const SWAP_ATTEMPTS = 10;

/** Changes an artefact that must exist, by compare-and-swap; `change` may run several times and must be pure. */
export async function changeArtefact<S extends z.core.$ZodType>(
  store: Store,
  key: string,
  schema: S,
  change: (value: z.output<S>) => z.output<S>,
): Promise<z.output<S>> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await readArtefact(store, key, schema);
    if (!found) throw broken(key, 'it does not exist');
    const changed = change(found.value);
    try {
      await writeArtefact(store, key, schema, changed, { etag: found.etag });
      return changed;
    } catch (error) {
      if (!isConditionFailed(error) || attempt === SWAP_ATTEMPTS) throw error;
    }
  }
}

/** Complaints that are told at most, and characters of all of them together. */
const MOST_COMPLAINTS = 5;
const MOST_CHARACTERS = 1_000;

/**
 * A schema's complaints as one sentence: where, and what was expected, in 1,000 characters at most. Values are left out:
 * they may be a user's.
 */
export function describeIssues(error: z.core.$ZodError): string {
  const told = flatten(error.issues)
    .slice(0, MOST_COMPLAINTS)
    .map(({ path, message }) => (path.length ? `${path.map(tellName).join('.')}: ${message}` : message))
    .join('; ');
  return cut(told, MOST_CHARACTERS);
}

/** Names that are told at most, and characters of each. */
const MOST_NAMES = 3;
const MOST_NAME_CHARACTERS = 40;
/** Names that somebody could have meant for one of ours; a user's text seldom is one. */
const NAME = /^[\w.-]+$/;

/**
 * Names that somebody chose, quoted: the first three, each cut, and how many more there are. A text may stand in a name's
 * place: of what has not the form of a name, nothing is told but that it is there.
 */
export function listNames(names: readonly string[]): string {
  const told = names.slice(0, MOST_NAMES).map((name) => `"${tellName(name)}"`);
  const more = names.length - told.length;
  return `${told.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const tellName = (name: PropertyKey) => (NAME.test(String(name)) ? cut(String(name), MOST_NAME_CHARACTERS) : '...');

/** By whole characters, with an ellipsis where something is missing. */
const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}...`;

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of the forms that an input could have had, the one that it came nearest to is what its complaints are about. */
function flatten(issues: readonly z.core.$ZodIssue[], above: readonly PropertyKey[] = []): Issue[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path];
    if (issue.code === 'unrecognized_keys') return [{ path, message: `unrecognized: ${listNames(issue.keys)}` }];
    if (issue.code !== 'invalid_union') return [{ path, message: issue.message }];
    const forms = issue.errors.map((errors) => flatten(errors, path)).sort((a, b) => distance(a) - distance(b));
    return forms[0] ?? [{ path, message: issue.message }];
  });
}

/** Unknown and missing names weigh more than a value that is out of bounds: they mean that another form was meant. */
const distance = (issues: readonly Issue[]) =>
  issues.reduce((sum, { message }) => sum + (/unrecognized|received undefined/i.test(message) ? 10 : 1), 0);

function broken(key: string, what: string): LabelsmithError {
  return new LabelsmithError(
    'BrokenArtefact',
    `${key} cannot be used: ${what}`,
    'Restore the object from an earlier version in the bucket, or delete it and start the run again.',
  );
}
