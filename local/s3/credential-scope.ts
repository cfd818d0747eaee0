import { isFresh, MOST_SKEW_MS, parseLongDate, TOO_SKEWED } from '../signature-version-4.ts';
import type { S3ErrorCode } from './s3-error.ts';
import { S3Error } from './s3-error.ts';

/** What a signature says of itself: who signed, when, and for which region. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  /** `<date>/<region>/s3/aws4_request` */
  readonly scope: string;
  readonly signedAt: Date;
  /** `YYYYMMDDTHHMMSSZ`, as it was sent. */
  readonly longDate: string;
}

/**
 * Reads `<access key id>/<date>/<region>/s3/aws4_request` and the long date beside it. Any region is taken, since
 * clients that were not told one guess.
 * @param malformed the code that S3 answers with at the place where the credential was found
 */
export function parseCredentialScope(credential: string, longDate: string, malformed: S3ErrorCode): CredentialScope {
  const parts = credential.split('/');
  const [date, region, service, terminator] = parts.slice(-4);
  // An access key id may hold slashes, so it is whatever stands before the last four parts.
  const accessKeyId = parts.slice(0, -4).join('/');
  if (!accessKeyId || !date || !region || service !== 's3' || terminator !== 'aws4_request') {
    throw new S3Error(malformed, 'The credential must read <access key id>/<date>/<region>/s3/aws4_request.');
  }
  const signedAt = parseLongDate(longDate);
  if (!signedAt || !longDate.startsWith(date)) {
    throw new S3Error(malformed, 'The date must read YYYYMMDDTHHMMSSZ and be that of the credential.');
  }
  return { accessKeyId, region, scope: `${date}/${region}/s3/aws4_request`, signedAt, longDate };
}

/** @throws S3Error `RequestTimeTooSkewed` when the signature is not of about now */
export function checkFresh({ signedAt }: CredentialScope): void {
  if (!isFresh(signedAt)) throw new S3Error('RequestTimeTooSkewed', TOO_SKEWED);
}

/** @throws S3Error `AccessDenied` when the signature's time has not come or has passed */
export function checkNotExpired({ signedAt }: CredentialScope, expiresInSeconds: number): void {
  if (Date.now() > signedAt.getTime() + expiresInSeconds * 1000) {
    throw new S3Error('AccessDenied', 'Request has expired.');
  }
  if (signedAt.getTime() - Date.now() > MOST_SKEW_MS) {
    throw new S3Error('AccessDenied', 'Request is not yet valid.');
  }
}
