import type { Clock } from '../core/clock.ts';
import type { ProviderEnvironment } from '../core/contract/environment.ts';
import type { Store } from '../core/store.ts';
import type { Providers } from '../core/tuning/provider.ts';
import { choiceOf } from './stack-choice.ts';

/**
 * The same as `createProviders`, for a function that turns to a provider in few of its requests: the SDK and the engine
 * are loaded when the first one does.
 */
export function lateProviders(
  environment: ProviderEnvironment,
  store: Store,
  clock: Clock,
  patienceMs?: number,
): Providers {
  let loading: Promise<Providers> | undefined;
  const load = () => {
    loading ??= import('./providers.ts').then(({ createProviders }) =>
      createProviders(environment, store, clock, patienceMs),
    );
    return loading;
  };
  return {
    defaults: choiceOf(environment),
    training: async (host) => (await load()).training(host),
    prediction: async (host) => (await load()).prediction(host),
  };
}
