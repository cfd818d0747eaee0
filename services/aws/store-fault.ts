import { LabelsmithError } from '../../core/errors.ts';

/** Statuses under 500 that say: not now. */
const PASSING = [408, 409, 429];

/**
 * What went wrong with the bucket, as the domain knows it: a LabelsmithError `StoreUnavailable` for whatever may pass.
 * Refusals (403, a wrong request) stay what they are.
 * @param status of S3's answer; undefined where there was none
 */
export function storeFault(error: unknown, status: number | undefined): unknown {
  if (status !== undefined && status < 500 && !PASSING.includes(status)) return error;
  const name: unknown = Object(error).name;
  const what = typeof name === 'string' ? name : 'unknown fault';
  return new LabelsmithError('StoreUnavailable', `the bucket did not answer (${what})`, 'Try again in a moment.', {
    cause: error,
  });
}
