import { describe, expect, test } from '@jest/globals';
import { accessTokens } from '../../core/contract/access-tokens.ts';
import { authorize } from '../../functions/authorize-request/authorize.ts';

const tokens = [
  { name: 'app', token: 'a'.repeat(48), scopes: ['classify' as const] },
  { name: 'admin', token: 'b'.repeat(48), scopes: ['classify' as const, 'read' as const, 'manage' as const] },
];
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
    expect(authorize(tokens, header, route).isAuthorized).toBe(allowed);
  });

  test('tells the functions behind whose it is', () => {
    expect(authorize(tokens, `Bearer ${'b'.repeat(48)}`, PROMOTE).context).toEqual({ name: 'admin' });
  });

  test('comes from a secret of one token, or of several', () => {
    expect(accessTokens.parse(tokens[0])).toEqual([tokens[0]]);
    expect(accessTokens.parse({ tokens })).toEqual(tokens);
  });
});
