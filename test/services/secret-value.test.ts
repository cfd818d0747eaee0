import { beforeEach, describe, expect, test } from '@jest/globals';
import { ACCESS_TOKENS_TTL_SECONDS } from '../../core/contract/access-tokens.ts';
import { cachedSecret } from '../../services/secret-value.ts';

/** A secret whose value a test changes. */
let value: string;
let asked: number;
const ask = async () => {
  asked += 1;
  return value;
};
beforeEach(() => {
  value = 'old';
  asked = 0;
});

describe('a secret that is kept for a while', () => {
  test.each([
    ["the access tokens' time", ACCESS_TOKENS_TTL_SECONDS * 1000],
    ['a minute, where nothing else is said', undefined],
  ])('is read again after %s', async (_name, ttlMs) => {
    let now = 1_000_000;
    const secret = cachedSecret(ask, { now: () => now, ...(ttlMs !== undefined && { ttlMs }) });
    expect(await secret.read()).toBe('old');
    value = 'new';
    now += (ttlMs ?? 60_000) - 1;
    expect([await secret.read(), asked]).toEqual(['old', 1]);
    now += 1;
    expect([await secret.read(), asked]).toEqual(['new', 2]);
  });
});
