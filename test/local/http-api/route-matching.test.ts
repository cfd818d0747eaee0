import { describe, expect, test } from '@jest/globals';
import { compileRoutes } from '../../../local/http-api/route-matching.ts';

const KEYS = [
  '$default',
  'ANY /{proxy+}',
  'GET /pets/{proxy+}',
  'GET /pets/{id}',
  'GET /pets/dog',
  'ANY /pets/{id}',
  'POST /pets/{id}/walks/{walk}',
];
const match = compileRoutes(KEYS.map((routeKey) => ({ routeKey })));

describe('the most specific route answers', () => {
  test.each<[string, string, string, Record<string, string>]>([
    ['GET', '/pets/dog', 'GET /pets/dog', {}],
    ['GET', '/pets/cat', 'GET /pets/{id}', { id: 'cat' }],
    ['PUT', '/pets/dog', 'ANY /pets/{id}', { id: 'dog' }],
    ['GET', '/pets/cat/toys', 'GET /pets/{proxy+}', { proxy: 'cat/toys' }],
    ['PUT', '/pets/cat/toys', 'ANY /{proxy+}', { proxy: 'pets/cat/toys' }],
    ['POST', '/pets/a/walks/b', 'POST /pets/{id}/walks/{walk}', { id: 'a', walk: 'b' }],
    ['GET', '/pets/caf%C3%A9%2F1', 'GET /pets/{id}', { id: 'café/1' }],
    ['GET', '/pets/%zz', 'GET /pets/{id}', { id: '%zz' }],
    ['GET', '/pets/', 'ANY /{proxy+}', { proxy: 'pets/' }],
    ['GET', '/', '$default', {}],
  ])('%s %s by %s', (method, path, routeKey, pathParameters) => {
    expect(match(method, path)).toEqual({ route: { routeKey }, pathParameters });
  });
});

test.each([
  ['GET', '/pets/dog/'],
  ['POST', '/pets/dog'],
  ['GET', '/'],
])('without a route that fits, nobody answers %s %s', (method, path) => {
  expect(compileRoutes([{ routeKey: 'GET /pets/{id}' }])(method, path)).toBeUndefined();
});
