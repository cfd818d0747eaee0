import { S3ServiceException } from '@aws-sdk/client-s3';
import { storeFault } from './store-fault.ts';

/** What a question to S3 is answered with. @throws what {@link translate} makes of the error */
export async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw translate(error);
  }
}

/** What went wrong with the bucket, as the domain knows it. */
export const translate = (error: unknown): unknown =>
  storeFault(error, error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined);

/** Whether S3 answered with this HTTP status. */
export const hasStatus = (error: unknown, status: number) =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === status;
