import type { ProviderEnvironment } from '../../core/contract/environment.ts';
import type { PredictionHosts } from '../../core/tuning/provider.ts';
import type { Engine } from '../../engine/engine.ts';
import { providerKeys } from '../provider-keys.ts';
import { embeddedPrediction } from './embedded.ts';
import { openAiPrediction } from './openai.ts';
import { openAiCompatiblePrediction } from './openai-compatible.ts';

/**
 * The prediction half alone, without any SDK of a provider.
 * @param engine who answers with the embedded engine's models
 * @param patienceMs how long one answer may be asked for again while the host is busy or out of order
 */
export function predictionProviders(
  environment: ProviderEnvironment,
  engine: Pick<Engine, 'answer' | 'countWords'>,
  patienceMs: number,
): PredictionHosts {
  const keyOf = providerKeys(environment);
  return async (host) => {
    if (host.provider === 'embedded') return embeddedPrediction(engine);
    const limits = { patienceMs, timeoutMs: environment.PROVIDER_TIMEOUT_MS };
    if (host.provider === 'openai') return openAiPrediction(keyOf(host), limits);
    return openAiCompatiblePrediction(host.baseUrl, keyOf(host), limits);
  };
}
