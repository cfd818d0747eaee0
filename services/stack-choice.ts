import type { ProviderEnvironment } from '../core/contract/environment.ts';
import type { ProviderChoice } from '../core/tuning/provider.ts';
import { withoutSlash } from '../core/tuning/provider-choice.ts';

/** The provider that the stack is configured with. */
export const choiceOf = (environment: ProviderEnvironment): ProviderChoice => ({
  provider: environment.PROVIDER,
  baseUrl: withoutSlash(environment.PROVIDER_BASE_URL),
  baseModel: environment.PROVIDER_BASE_MODEL,
});
