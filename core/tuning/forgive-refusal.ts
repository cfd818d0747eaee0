import { isLabelsmithError } from '../errors.ts';

/**
 * Forgives a provider's refusal, as `.catch(forgiveRefusal)` behind a request that may come to nothing: what a provider does
 * not let go of is left to it. Every other error is thrown on.
 */
export function forgiveRefusal(error: unknown): void {
  if (!isLabelsmithError(error, 'ProviderRefused')) throw error;
}
