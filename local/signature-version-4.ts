import { timingSafeEqual } from 'node:crypto';

/** The keys that requests to the local cloud are signed with. */
export interface LocalCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The only signing algorithm that is accepted. */
export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** How far a client's clock may be off, as on AWS. */
export const MOST_SKEW_MS = 15 * 60_000;

/** What a client is told whose clock is further off. */
export const TOO_SKEWED = 'The request was signed more than 15 minutes from the time here.';

/** The moment that a signature's date, `YYYYMMDDTHHMMSSZ`, names; undefined when it does not read so. */
export function parseLongDate(text: string): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}

/** Whether a signature is of about now. */
export const isFresh = (signedAt: Date): boolean => Math.abs(Date.now() - signedAt.getTime()) <= MOST_SKEW_MS;

/** Whether two signatures are the same, in a time that says nothing of where they differ. */
export function sameSignature(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
