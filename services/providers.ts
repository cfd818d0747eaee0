import type { Clock } from '../core/clock.ts';
import type { ProviderEnvironment } from '../core/contract/environment.ts';
import { LabelsmithError } from '../core/errors.ts';
import type { Store } from '../core/store.ts';
import type { Providers } from '../core/tuning/provider.ts';
import type { Engine } from '../engine/engine.ts';
import { embeddedEngine } from './embedded-engine.ts';
import { pacedHosts } from './prediction/paced-host.ts';
import { predictionProviders } from './prediction/providers.ts';
import { providerKeys } from './provider-keys.ts';
import { choiceOf } from './stack-choice.ts';
import { embeddedTraining } from './training/embedded.ts';
import { openAiTraining } from './training/openai.ts';
import { openAiCompatibleTraining } from './training/openai-compatible.ts';

/** No patience of a request's own: there is the pace, which all share. */
const ONE_ATTEMPT_MS = 0;

/**
 * Both halves of the port to fine-tuning services, with the stack's provider as the default.
 * @param patienceMs how long one prediction may be asked for again while the host is busy. @default as judging does it: all
 * that ask one host wait for it together, since an answer that is given up costs the whole evaluation
 */
export function createProviders(
  environment: ProviderEnvironment,
  store: Store,
  clock: Clock,
  patienceMs?: number,
): Providers {
  const keyOf = providerKeys(environment);
  // The engine that trains, so that a model which it has deleted answers no more.
  const engine: Pick<Engine, 'answer' | 'countWords'> = {
    answer: (...asked) => embeddedEngine(store, clock).answer(...asked),
    countWords: (...asked) => embeddedEngine(store, clock).countWords(...asked),
  };
  return {
    defaults: choiceOf(environment),
    prediction:
      patienceMs === undefined
        ? pacedHosts(predictionProviders(environment, engine, ONE_ATTEMPT_MS))
        : predictionProviders(environment, engine, patienceMs),
    async training(host) {
      if (host.provider === 'embedded') return embeddedTraining(store, clock);
      const key = keyOf(host);
      const timeoutMs = environment.PROVIDER_TIMEOUT_MS;
      if (host.provider === 'openai-compatible') return openAiCompatibleTraining(host.baseUrl, key, timeoutMs);
      if (key) return openAiTraining(key, timeoutMs);
      throw new LabelsmithError(
        'InvalidSettings',
        'provider is openai, but the stack has no API key of it',
        'Deploy with -c provider=openai -c keySecret=NAME, where NAME is the secret that holds the key; or set "provider" to "embedded".',
      );
    },
  };
}
