import type { Clock } from '../core/clock.ts';
import type { ProviderEnvironment } from '../core/contract/environment.ts';
import type { Store } from '../core/store.ts';
import type { Providers } from '../core/tuning/provider.ts';
import { choiceOf, predictionProviders, providerKey } from './prediction-providers.ts';
import { embeddedTraining } from './training/embedded.ts';
import { openAiTraining } from './training/openai.ts';
import { openAiCompatibleTraining } from './training/openai-compatible.ts';

/** Both halves of the port to fine-tuning services, with the stack's provider as the default. */
export function createProviders(environment: ProviderEnvironment, store: Store, clock: Clock): Providers {
  const key = providerKey(environment);
  return {
    defaults: choiceOf(environment),
    prediction: predictionProviders(environment, store, clock),
    async training({ provider, baseUrl }) {
      if (provider === 'embedded') return embeddedTraining(store, clock);
      if (provider === 'openai') return openAiTraining(await key());
      return openAiCompatibleTraining(baseUrl || environment.PROVIDER_BASE_URL, await key());
    },
  };
}
