import type { Settings } from '../contract/settings.ts';
import { LabelsmithError } from '../errors.ts';
import type { ProviderChoice, Providers, TrainingProvider } from './provider.ts';

/**
 * The provider that a classifier's settings name, else the stack's.
 * @throws LabelsmithError `InvalidSettings` when a compatible host is chosen without its address, or another provider with one
 */
export function chooseProvider(settings: Settings, defaults: ProviderChoice): ProviderChoice {
  const provider = settings.provider ?? defaults.provider;
  const own = provider === defaults.provider ? defaults : { baseUrl: '', baseModel: '' };
  if (settings.baseUrl && provider !== 'openai-compatible') {
    throw new LabelsmithError(
      'InvalidSettings',
      `baseUrl is the address of an openai-compatible host, but provider is ${provider}`,
      'Set "provider" to "openai-compatible", or take "baseUrl" out of the settings.',
    );
  }
  const baseUrl = withoutSlash(settings.baseUrl ?? own.baseUrl);
  if (provider === 'openai-compatible' && !baseUrl) {
    throw new LabelsmithError(
      'InvalidSettings',
      'provider is openai-compatible, but baseUrl does not say where the host is',
      'Add "baseUrl": "https://.../v1" to the settings.',
    );
  }
  return { provider, baseUrl, baseModel: settings.baseModel ?? own.baseModel };
}

/**
 * The training half of the chosen provider, and the model that it tunes.
 * @throws LabelsmithError `InvalidSettings` when neither the settings nor the provider names a base model
 */
export async function openChoice(
  providers: Providers,
  choice: ProviderChoice,
): Promise<{ provider: TrainingProvider; choice: ProviderChoice }> {
  const provider = await providers.training(choice);
  const baseModel = choice.baseModel || provider.capabilities.defaultBaseModel;
  if (baseModel) return { provider, choice: { ...choice, baseModel } };
  throw new LabelsmithError(
    'InvalidSettings',
    `baseModel does not say which model of ${choice.baseUrl} is to be tuned`,
    'Add "baseModel" to the settings, by the name that the host has for it.',
  );
}

/** One address, written with or without a slash at its end, is one host. */
export const withoutSlash = (url: string) => url.replace(/\/+$/, '');
