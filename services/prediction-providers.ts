import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../core/clock.ts';
import type { ProviderEnvironment } from '../core/contract/environment.ts';
import type { Store } from '../core/store.ts';
import type { PredictionHosts, ProviderChoice } from '../core/tuning/provider.ts';
import { embeddedPrediction } from './prediction/embedded.ts';
import { openAiPrediction } from './prediction/openai.ts';
import { openAiCompatiblePrediction } from './prediction/openai-compatible.ts';
import { cachedSecret } from './secret-value.ts';

export const choiceOf = (environment: ProviderEnvironment): ProviderChoice => ({
  provider: environment.PROVIDER,
  baseUrl: environment.PROVIDER_BASE_URL,
  baseModel: environment.PROVIDER_BASE_MODEL,
});

/** Tells the key for a host: the stack's key goes to the stack's own provider and nowhere else. */
export type KeyOf = (host: Pick<ProviderChoice, 'provider' | 'baseUrl'>) => Promise<string>;

/** The stack's key for the stack's host; an empty one for every other, and where the stack names none. */
export function providerKeys(environment: ProviderEnvironment): KeyOf {
  const name = environment.PROVIDER_KEY_SECRET;
  const secret = name ? cachedSecret(new SecretsManagerClient(), name) : undefined;
  return async ({ provider, baseUrl }) => {
    const own = provider === environment.PROVIDER && baseUrl === environment.PROVIDER_BASE_URL;
    return (own && secret && (await secret())) || '';
  };
}

/**
 * The prediction half alone, without any SDK of a provider.
 * @param patienceMs how long one answer may be asked for again while the host is busy or out of order
 */
export function predictionProviders(
  environment: ProviderEnvironment,
  store: Store,
  clock: Clock,
  patienceMs: number,
): PredictionHosts {
  const keyOf = providerKeys(environment);
  return async (host) => {
    if (host.provider === 'embedded') return embeddedPrediction(store, clock, patienceMs);
    const apiKey = await keyOf(host);
    if (host.provider === 'openai') return openAiPrediction(apiKey, patienceMs);
    return openAiCompatiblePrediction(host.baseUrl, apiKey, patienceMs);
  };
}
