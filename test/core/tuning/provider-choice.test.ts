import { describe, expect, test } from '@jest/globals';
import { type SettingsInput, settings as schema } from '../../../core/contract/settings.ts';
import { parseSettings } from '../../../core/registry/classifier-settings.ts';
import type { ProviderChoice } from '../../../core/tuning/provider.ts';
import { chooseProvider } from '../../../core/tuning/provider-choice.ts';

const choose = (settings: SettingsInput, defaults: Partial<ProviderChoice> = {}) =>
  chooseProvider(schema.parse(settings), { provider: 'embedded', baseUrl: '', baseModel: '', ...defaults });

const HOST: ProviderChoice = { provider: 'openai-compatible', baseUrl: 'https://host.example/v1', baseModel: 'm' };

describe("a classifier's provider", () => {
  test.each<[string, SettingsInput, Partial<ProviderChoice>, ProviderChoice]>([
    ["is the stack's by default", {}, HOST, HOST],
    [
      "is the settings', with nothing of the stack's",
      { provider: 'openai' },
      HOST,
      { provider: 'openai', baseUrl: '', baseModel: '' },
    ],
    ['tunes the model that the settings name', { baseModel: 'n' }, HOST, { ...HOST, baseModel: 'n' }],
    ['has one address, with a slash at its end or without', { baseUrl: 'https://host.example/v1/' }, HOST, HOST],
  ])('%s', (_what, settings, defaults, expected) => {
    expect(choose(settings, defaults)).toEqual(expected);
  });

  test.each<[string, SettingsInput]>([
    ['a compatible host without an address', { provider: 'openai-compatible' }],
    ['OpenAI with an address', { provider: 'openai', baseUrl: 'https://host.example/v1' }],
    ['the embedded engine with an address', { baseUrl: 'https://host.example/v1' }],
  ])('cannot be %s', (_what, settings) => {
    expect(() => choose(settings)).toThrow(expect.objectContaining({ name: 'InvalidSettings' }));
  });

  test.each(['https://anna:secret@host.example/v1', 'https://secret@host.example/v1'])(
    'cannot be at an address with credentials, which are not repeated: %s',
    (baseUrl) => {
      const read = () => parseSettings({ provider: 'openai-compatible', baseUrl }, 'settings.json');
      expect(read).toThrow(/baseUrl: expected an address without a name and a password/);
      expect(read).not.toThrow(/secret@/);
    },
  );
});
