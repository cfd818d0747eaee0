import { isLabelsmithError, LabelsmithError } from '../errors.ts';

/**
 * Does what a deletion has to do at providers. Nobody but the caller goes on with a deletion: where a provider does not answer
 * just now, or something still has to end there, the error says so, and when to call again.
 * @param what is being deleted, as a person types it after `labelsmith delete`
 * @throws LabelsmithError `ProviderUnavailable`, and what `act` throws besides
 */
export async function tellUnfinished<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isLabelsmithError(error, 'ProviderUnavailable')) throw error;
    const { message, retryAfterSeconds } = error;
    const when = retryAfterSeconds === undefined ? 'in a moment' : `in ${retryAfterSeconds} s`;
    throw new LabelsmithError(
      'ProviderUnavailable',
      `the deletion has begun and is not done: ${message}`,
      `Delete it again ${when}, which goes on where this ended: labelsmith delete ${what}`,
      { cause: error, retryAfterSeconds },
    );
  }
}
