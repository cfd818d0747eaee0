import { describe, expect, test } from '@jest/globals';
import { readApiKey, readWebhooks } from '../../../bin/engine/secrets.ts';

describe('secrets come from the environment:', () => {
  test('the key by the name of its variable', () => {
    expect(readApiKey('MY_KEY', { MY_KEY: 'k' })).toBe('k');
    expect(readApiKey(undefined, { MY_KEY: 'k' })).toBeUndefined();
  });

  test.each([[{}], [{ MY_KEY: '' }]])('a variable that is not set is named: %p', (environment) => {
    expect(() => readApiKey('MY_KEY', environment)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining('MY_KEY') }),
    );
  });

  test('one secret for all webhooks', () => {
    const urls = ['https://a.example', 'https://b.example'];
    expect(readWebhooks(urls, { OPENAI_WEBHOOK_SECRET: 's' })).toEqual(urls.map((url) => ({ url, secret: 's' })));
    expect(readWebhooks([], {})).toEqual([]);
  });

  test('webhooks without a secret are told how to make one', () => {
    expect(() => readWebhooks(['https://a.example'], {})).toThrow(
      expect.objectContaining({ exitCode: 2, remedy: expect.stringContaining('whsec_$(openssl rand -base64 32)') }),
    );
  });
});
