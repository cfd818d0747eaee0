import { describe, expect, test } from '@jest/globals';
import { providerKeys } from '../../services/provider-keys.ts';

describe("the stack's key", () => {
  const environment = {
    PROVIDER: 'openai-compatible' as const,
    PROVIDER_BASE_URL: 'https://host.example/v1',
    PROVIDER_BASE_MODEL: '',
    PROVIDER_KEY_SECRET: 'a-secret-that-must-not-be-read',
  };

  // Secrets Manager is out of reach here: reading the secret would throw.
  test.each([
    ['another address', { provider: 'openai-compatible' as const, baseUrl: 'https://elsewhere.example/v1' }],
    ['another provider', { provider: 'openai' as const, baseUrl: '' }],
  ])('is not even read for %s that settings name', (_name, host) => {
    expect(providerKeys(environment)(host)).toBeUndefined();
  });
});
