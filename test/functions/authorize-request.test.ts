import { describe, expect, test } from '@jest/globals';
import { authorize } from '../../functions/authorize-request/authorize.ts';
import { readAccessTokens } from '../../functions/authorize-request/read-access-tokens.ts';

const tokens = [
  { name: 'app', token: 'a'.repeat(48), scopes: ['classify' as const] },
  { name: 'admin', token: 'b'.repeat(48), scopes: ['classify' as const, 'read' as const, 'manage' as const] },
];
const NOW = new Date('2026-11-26T12:00:00Z');
const CLASSIFY = 'POST /v1/classifiers/{classifier}/classify';
const PROMOTE = 'POST /v1/classifiers/{classifier}/promote';

describe('a bearer token', () => {
  test.each([
    ['its scope allows the route', `Bearer ${'a'.repeat(48)}`, CLASSIFY, true],
    ['the word Bearer is written in another case', `bearer ${'a'.repeat(48)}`, CLASSIFY, true],
    ['its scope is another one', `Bearer ${'a'.repeat(48)}`, PROMOTE, false],
    ['it has every scope', `Bearer ${'b'.repeat(48)}`, PROMOTE, true],
    ['it is unknown', `Bearer ${'c'.repeat(48)}`, CLASSIFY, false],
    ['it is cut short', `Bearer ${'a'.repeat(47)}`, CLASSIFY, false],
    ['it is missing', undefined, CLASSIFY, false],
    ['it comes by another scheme', `Basic ${'a'.repeat(48)}`, CLASSIFY, false],
    ['the route is not one of ours', `Bearer ${'b'.repeat(48)}`, 'GET /v1/secrets', false],
  ])('when %s', (_name, header, route, allowed) => {
    expect(authorize(tokens, header, route, NOW).isAuthorized).toBe(allowed);
  });

  test('tells the functions behind whose it is', () => {
    expect(authorize(tokens, `Bearer ${'b'.repeat(48)}`, PROMOTE, NOW).context).toEqual({ name: 'admin' });
  });

  test.each([
    ['ends later', '2026-11-26T12:00:01Z', true],
    ['ends now', '2026-11-26T12:00:00Z', false],
    ['has ended, told in another zone', '2026-11-26T12:30:00+01:00', false],
    ['ends later, told in another zone', '2026-11-26T11:30:00-01:00', true],
  ])('that %s is let in or not', (_name, expiresAt, allowed) => {
    const ending = { ...tokens[1], expiresAt };
    const { tokens: read } = readAccessTokens(JSON.stringify(ending));
    expect(authorize(read, `Bearer ${'b'.repeat(48)}`, CLASSIFY, NOW).isAuthorized).toBe(allowed);
  });
});

describe('the secret of the access tokens', () => {
  test.each([
    ['one token', tokens[0], [tokens[0]]],
    ['several', { tokens }, tokens],
    ['none', { tokens: [] }, []],
  ])('may hold %s', (_name, secret, expected) => {
    expect(readAccessTokens(JSON.stringify(secret))).toEqual({ tokens: expected, faults: [] });
  });

  const good = { name: 'app', token: 'secret-secret-secret', scopes: ['classify'] };
  test.each([
    ['a short token', { ...good, token: 'secret' }, '("app")', '16 characters or more'],
    ['an unknown scope', { ...good, scopes: ['secret'] }, '("app")', '"scopes"'],
    ['a day for a time', { ...good, expiresAt: '2027-01-31' }, '("app")', '"expiresAt"'],
    ['a time without a zone', { ...good, expiresAt: '2027-01-31T00:00:00' }, '("app")', '"expiresAt"'],
    ['a misspelt field', { ...good, secretUntil: '2027-01-31T00:00:00Z' }, '("app")', 'alone'],
    ['name and token mixed up', { ...good, name: good.token, token: 'app' }, 'token 2 is', '"token"'],
    ['no name', { ...good, name: undefined }, 'token 2 is', '"name"'],
    ['a bare token', good.token, 'token 2 is', 'not an object'],
  ])('keeps the others and says which one is wrong, without a token, for %s', (_name, bad, which, what) => {
    const read = readAccessTokens(JSON.stringify({ tokens: [tokens[0], bad, tokens[1]] }));
    expect(read.tokens).toEqual(tokens);
    expect(read.faults).toEqual([expect.stringContaining('access token 2')]);
    expect(read.faults[0]).toContain(which);
    expect(read.faults[0]).toContain(what);
    expect(read.faults[0]).not.toContain('secret-');
    expect(read.faults[0]).not.toContain('secretUntil');
  });

  test('lets nobody in by its only token when that cannot be used', () => {
    expect(readAccessTokens(JSON.stringify({ ...good, token: 'secret' }))).toEqual({
      tokens: [],
      faults: [expect.stringContaining('access token 1')],
    });
  });

  test.each(['', 'secret-secret-secret', '[]', '{"secret": 1}', '{"tokens": {}}', 'null'])(
    'is refused as a whole, without a word of it, when it is %j',
    (value) => {
      expect(() => readAccessTokens(value)).toThrow(/^the secret of the access tokens is not .*Secrets Manager$/);
    },
  );
});
