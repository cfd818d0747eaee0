import { S3ServiceException } from '@aws-sdk/client-s3';
import { LabelsmithError } from '../core/errors.ts';

/** What a question to S3 is answered with. @throws what {@link translate} makes of the error */
export async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw translate(error);
  }
}

/** Refusals (403, a wrong request) stay what they are; whatever else went wrong, between here and S3 or there, may pass. */
export function translate(error: unknown): unknown {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  if (status !== undefined && status < 500 && status !== 409 && status !== 429) return error;
  const what = error instanceof Error ? error.name : 'unknown fault';
  return new LabelsmithError('StoreUnavailable', `the bucket did not answer (${what})`, 'Try again in a moment.', {
    cause: error,
  });
}

/** Whether S3 answered with this HTTP status. */
export const hasStatus = (error: unknown, status: number) =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === status;
