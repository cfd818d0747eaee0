import type { StoredObject } from './object-record.ts';
import { S3Error } from './s3-error.ts';

/** What must hold of the object in place at the moment of a write: there is none, or it has this ETag. */
export type WriteCondition = { readonly absent: true } | { readonly etag: string };

type ReadHeader = (name: string) => string | undefined;

/**
 * Reads `If-None-Match: *` and `If-Match: <etag>`.
 * @throws S3Error `NotImplemented` for what S3 does not know either
 */
export function parseWriteCondition(read: ReadHeader): WriteCondition | undefined {
  const [ifMatch, ifNoneMatch] = [read('if-match'), read('if-none-match')];
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw new S3Error('NotImplemented', 'A write has If-Match or If-None-Match, not both.');
  }
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() === '*') return { absent: true };
    throw new S3Error('NotImplemented', 'For a write, If-None-Match can only be *.');
  }
  return ifMatch === undefined ? undefined : { etag: ifMatch };
}

/** @throws S3Error `PreconditionFailed`, or `NoSuchKey` when an ETag is asked of a key that has no object */
export function checkWriteCondition(condition: WriteCondition | undefined, current: StoredObject | undefined): void {
  if (condition === undefined) return;
  if ('absent' in condition) {
    if (current) throw failed('If-None-Match');
    return;
  }
  if (!current) throw new S3Error('NoSuchKey', 'The specified key does not exist.');
  if (!matches(condition.etag, current.etag)) throw failed('If-Match');
}

/**
 * Evaluates the conditions of a read in the order of RFC 9110, section 13.2.2.
 * @param prefix what the headers' names begin with: nothing, or `x-amz-copy-source-`
 * @returns whether the reader already has this object (304)
 * @throws S3Error `PreconditionFailed`
 */
export function isNotModified(read: ReadHeader, object: StoredObject, prefix = ''): boolean {
  const ifMatch = read(`${prefix}if-match`);
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object.etag)) throw failed('If-Match');
  } else if (changedSince(object, read(`${prefix}if-unmodified-since`)) === true) {
    throw failed('If-Unmodified-Since');
  }
  const ifNoneMatch = read(`${prefix}if-none-match`);
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, object.etag);
  return changedSince(object, read(`${prefix}if-modified-since`)) === false;
}

/** Undefined when there is no date, or one that cannot be read, which HTTP says to ignore. */
function changedSince(object: StoredObject, date: string | undefined): boolean | undefined {
  const since = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(since)) return undefined;
  // An HTTP date has no fractions of a second.
  return Math.floor(Date.parse(object.lastModified) / 1000) * 1000 > since;
}

function matches(list: string, etag: string): boolean {
  return list.split(',').some((entry) => {
    const candidate = entry.trim().replace(/^W\//, '');
    return candidate === '*' || candidate.replace(/^"(.*)"$/, '$1') === etag;
  });
}

function failed(header: string): S3Error {
  return new S3Error('PreconditionFailed', `At least one of the preconditions did not hold: ${header}.`);
}
