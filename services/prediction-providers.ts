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

/** The provider's key, or an empty text where the stack names none. */
export function providerKey(environment: ProviderEnvironment): () => Promise<string> {
  const arn = environment.PROVIDER_KEY_SECRET_ARN;
  return arn ? cachedSecret(new SecretsManagerClient(), arn) : async () => '';
}

/** The prediction half alone, without any SDK of a provider. */
export function predictionProviders(environment: ProviderEnvironment, store: Store, clock: Clock): PredictionHosts {
  const key = providerKey(environment);
  return async ({ provider, baseUrl }) => {
    if (provider === 'embedded') return embeddedPrediction(store, clock);
    if (provider === 'openai') return openAiPrediction(await key());
    return openAiCompatiblePrediction(baseUrl || environment.PROVIDER_BASE_URL, await key());
  };
}
