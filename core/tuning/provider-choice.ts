import type { Settings } from '../contract/settings.ts';
import { LabelsmithError } from '../errors.ts';
import type { ProviderChoice } from './provider.ts';

/**
 * The provider that a classifier's settings name, else the stack's.
 * @throws LabelsmithError `InvalidSettings` when a compatible host is chosen without its address
 */
export function chooseProvider(settings: Settings, defaults: ProviderChoice): ProviderChoice {
  const provider = settings.provider ?? defaults.provider;
  const own = provider === defaults.provider ? defaults : { baseUrl: '', baseModel: '' };
  const choice = { provider, baseUrl: settings.baseUrl ?? own.baseUrl, baseModel: settings.baseModel ?? own.baseModel };
  if (provider === 'openai-compatible' && !choice.baseUrl) {
    throw new LabelsmithError(
      'InvalidSettings',
      'provider is openai-compatible, but baseUrl does not say where the host is',
      'Add "baseUrl": "https://.../v1" to the settings.',
    );
  }
  return choice;
}
