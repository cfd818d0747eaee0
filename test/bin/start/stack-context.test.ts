import { describe, expect, test } from '@jest/globals';
import { stackContext } from '../../../bin/start/stack-context.ts';

const keyEnv = 'OPENAI_API_KEY';

describe('the provider of a local cloud', () => {
  test.each([
    [
      'is the embedded engine, with no key even where one is set',
      { keyEnv },
      { OPENAI_API_KEY: 'k' },
      { provider: 'embedded' },
      {},
    ],
    [
      'is a compatible host at OPENAI_BASE_URL',
      { provider: 'openai-compatible', keyEnv },
      { OPENAI_BASE_URL: 'http://h/v1', OPENAI_API_KEY: 'k' },
      { provider: 'openai-compatible', baseUrl: 'http://h/v1', keySecret: 'provider-key' },
      { 'provider-key': 'k' },
    ],
    [
      'is the host that is named, without a key where none is set',
      { provider: 'openai-compatible', baseUrl: 'http://named/v1', baseModel: 'm', keyEnv: 'OTHER' },
      { OPENAI_BASE_URL: 'http://h/v1', OPENAI_API_KEY: 'k' },
      { provider: 'openai-compatible', baseUrl: 'http://named/v1', baseModel: 'm' },
      {},
    ],
    [
      'is OpenAI with the key of another variable, and a secret for its webhooks',
      { provider: 'openai', keyEnv: 'OTHER' },
      { OTHER: 'o', OPENAI_WEBHOOK_SECRET: 'whsec_x', OPENAI_BASE_URL: 'http://h/v1' },
      { provider: 'openai', keySecret: 'provider-key', webhookSecret: 'webhook-secret' },
      { 'provider-key': 'o', 'webhook-secret': 'whsec_x' },
    ],
  ] as const)('%s', (_, options, environment, context, secrets) => {
    const made = stackContext(options, environment);
    expect(made.context).toEqual(context);
    expect(Object.fromEntries(made.secrets)).toEqual(secrets);
  });

  test('is refused without the address of a compatible host, and without a key for OpenAI', () => {
    expect(() => stackContext({ provider: 'openai-compatible', keyEnv }, {})).toThrow(/address/);
    expect(() => stackContext({ provider: 'openai', keyEnv }, {})).toThrow(/OPENAI_API_KEY is not set/);
  });

  test('is refused at an address with a name and a password', () => {
    const environment = { OPENAI_BASE_URL: 'https://anna:secret@h/v1' };
    expect(() => stackContext({ provider: 'openai-compatible', keyEnv }, environment)).toThrow(/without a name and a/);
  });
});
