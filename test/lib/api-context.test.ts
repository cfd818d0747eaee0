import { describe, expect, test } from '@jest/globals';
import { apiContext } from '../../lib/api-context.ts';

const read = (context: Readonly<Record<string, unknown>>) => apiContext((name) => context[name]);
const jwt = { auth: 'jwt', jwtIssuer: 'https://id.example/pool', jwtAudience: 'a' };

describe('the context of the API', () => {
  test.each([
    ['nothing', {}, { access: { auth: 'token' }, throttle: {} }],
    ['tokens', { auth: 'token' }, { access: { auth: 'token' } }],
    ['IAM', { auth: 'iam' }, { access: { auth: 'iam' } }],
    [
      'JSON web tokens',
      { ...jwt, jwtAudience: 'a, b', jwtScopePrefix: 'labelsmith/' },
      { access: { auth: 'jwt', issuer: jwt.jwtIssuer, audience: ['a', 'b'], scopePrefix: 'labelsmith/' } },
    ],
    ['limits', { throttleRate: '50', throttleBurst: 100 }, { throttle: { rate: 50, burst: 100 } }],
  ])('may say %s', (_, context, expected) => {
    expect(read(context)).toMatchObject(expected);
  });

  test.each([
    ['what nobody knows', { auth: 'basic' }, '-c auth=basic is not known; it is token, iam or jwt.'],
    ['no issuer', { ...jwt, jwtIssuer: undefined }, /needs -c jwtIssuer=https:.*missing/],
    ['an issuer without TLS', { ...jwt, jwtIssuer: 'http://id.example' }, /it is http:\/\/id.example\./],
    ['no audience', { ...jwt, jwtAudience: ' , ' }, /needs -c jwtAudience/],
    [
      'an issuer beside tokens',
      { ...jwt, auth: undefined },
      '-c jwtIssuer is only of use with -c auth=jwt; auth is token.',
    ],
    ['a rate of nothing', { throttleRate: '0' }, /-c throttleRate=0 is no number of requests/],
    ['a burst that is no number', { throttleBurst: 'many' }, /-c throttleBurst=many/],
  ])('is refused with %s', (_, context, message) => {
    expect(() => read(context)).toThrow(message);
  });
});
