import type { S3ErrorCode } from './s3-error.ts';
import { S3Error } from './s3-error.ts';

/** The only signing algorithm that is accepted. */
export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** How far a client's clock may be off, as on AWS. */
const SKEW_MILLISECONDS = 15 * 60_000;

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
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(longDate);
  if (!match || !longDate.startsWith(date)) {
    throw new S3Error(malformed, 'The date must read YYYYMMDDTHHMMSSZ and be that of the credential.');
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const signedAt = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  return { accessKeyId, region, scope: `${date}/${region}/s3/aws4_request`, signedAt, longDate };
}

/** @throws S3Error `RequestTimeTooSkewed` when the signature is not of about now */
export function checkFresh({ signedAt }: CredentialScope): void {
  if (Math.abs(Date.now() - signedAt.getTime()) > SKEW_MILLISECONDS) {
    throw new S3Error('RequestTimeTooSkewed', 'The request was signed more than 15 minutes from the time here.');
  }
}

/** @throws S3Error `AccessDenied` when the signature's time has not come or has passed */
export function checkNotExpired({ signedAt }: CredentialScope, expiresInSeconds: number): void {
  if (Date.now() > signedAt.getTime() + expiresInSeconds * 1000) {
    throw new S3Error('AccessDenied', 'Request has expired.');
  }
  if (signedAt.getTime() - Date.now() > SKEW_MILLISECONDS) {
    throw new S3Error('AccessDenied', 'Request is not yet valid.');
  }
}
