import { expect, test } from '@jest/globals';
import { type ApiRequest, callerOf } from '../../functions/serve-api/request.ts';

test.each([
  ['the name of a token', { lambda: { name: 'default' } }, 'token default'],
  ['who signed it', { iam: { userArn: 'arn:aws:iam::1:user/ann', accountId: '1' } }, 'iam arn:aws:iam::1:user/ann'],
  [
    'whom a JSON web token is about',
    { jwt: { claims: { sub: 'ann', iss: 'https://id.example' }, scopes: ['manage'] } },
    'jwt ann',
  ],
  ['nothing that is known', { other: {} }, 'unknown'],
])('a change was made by %s', (_, authorizer, caller) => {
  const request = { env: { event: { requestContext: { authorizer } } } } as unknown as ApiRequest;
  expect(callerOf(request)).toBe(caller);
});
