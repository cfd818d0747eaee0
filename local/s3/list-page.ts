import { compareKeys, type SortedKeys } from './key-order.ts';

export interface PageRequest {
  readonly prefix: string;
  /** Empty for none. */
  readonly delimiter: string;
  /** The page begins after this key, or after this common prefix. Empty for the beginning. */
  readonly after: string;
  /** How many keys and common prefixes there may be in all. */
  readonly limit: number;
}

export interface Page {
  readonly keys: readonly string[];
  readonly commonPrefixes: readonly string[];
  /** What the next page begins after, or undefined when this is the last one. */
  readonly next: string | undefined;
}

/**
 * One page of a listing. Keys that go on past the delimiter are rolled up: each common prefix stands for all of them.
 * @param isListed leaves keys out, as those whose newest version is a delete marker
 */
export function listPage(keys: SortedKeys, request: PageRequest, isListed: (key: string) => boolean): Page {
  const { prefix, delimiter, after, limit } = request;
  const found: { keys: string[]; commonPrefixes: string[] } = { keys: [], commonPrefixes: [] };
  let last = after;
  let key = compareKeys(after, prefix) < 0 ? keys.from(prefix) : keys.after(after);
  while (key?.startsWith(prefix)) {
    const commonPrefix = commonPrefixOf(key, prefix, delimiter);
    if (isListed(key) && commonPrefix !== after) {
      // A page of no keys at all is the last one: S3 answers so to `max-keys=0`.
      if (found.keys.length + found.commonPrefixes.length >= limit) return { ...found, next: limit ? last : undefined };
      if (commonPrefix === undefined) found.keys.push(key);
      else found.commonPrefixes.push(commonPrefix);
      last = commonPrefix ?? key;
      key = commonPrefix === undefined ? keys.after(key) : keys.afterPrefix(commonPrefix);
    } else {
      key = commonPrefix !== undefined && commonPrefix === after ? keys.afterPrefix(after) : keys.after(key);
    }
  }
  return { ...found, next: undefined };
}

function commonPrefixOf(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end === -1 ? undefined : key.slice(0, end + delimiter.length);
}
