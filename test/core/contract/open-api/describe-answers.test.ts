import { describe, expect, test } from '@jest/globals';
import { describeApi } from '../../../../core/contract/open-api/describe-api.ts';
import { ROUTES, type Route } from '../../../../core/contract/routes.ts';
import { GATEWAY_ANSWERS } from '../../../../local/http-api/response.ts';
import { createConformance } from '../../../support/api-conformance.ts';

describe('an answer is held against the description', () => {
  const conform = createConformance(JSON.parse(JSON.stringify(describeApi({ auth: 'token' }))));
  const id = { 'apigw-requestid': 'a' };
  const own = { ...id, 'x-request-id': 'b', 'cache-control': 'no-store' };
  const problem = { type: 't', title: 'T', status: 409, detail: 'd' };
  const PROBLEM = 'application/problem+json';
  const at = { method: 'POST', path: '/v1/classifiers/sports/promote' };

  test.each<[string, number, string, Record<string, string>, object, string[]]>([
    ['a problem', 409, PROBLEM, own, problem, []],
    ['one without its name', 409, PROBLEM, id, problem, ['lacks x-request-id', 'lacks cache-control']],
    ['one with a header that is not described', 409, PROBLEM, { ...own, 'x-more': '1' }, problem, ['has x-more']],
    ['a refusal of the gateway', 403, 'application/json', id, { message: 'Forbidden' }, []],
    [
      'another one in its place',
      403,
      PROBLEM,
      own,
      problem,
      ['has cache-control', 'has x-request-id', `is ${PROBLEM}`],
    ],
    ['what does not answer', 503, PROBLEM, { ...own, 'retry-after': '5' }, { ...problem, status: 503 }, []],
    ['a wait of no number', 503, PROBLEM, { ...own, 'retry-after': 'soon' }, problem, ['has retry-after: soon']],
    ['a conflict that names a wait', 409, PROBLEM, { ...own, 'retry-after': '5' }, problem, ['has retry-after']],
  ])('which is %s', (_, status, type, headers, body, faults) => {
    const given = { ...at, status, type, headers: new Headers(headers), body: JSON.stringify(body) };
    expect(conform(given)).toEqual(
      faults.map((fault) => `POST /v1/classifiers/{classifier}/promote ${status}: ${fault}`),
    );
  });

  test.each(Object.entries(GATEWAY_ANSWERS).filter(([name]) => name !== 'notFound'))(
    'which the gateway gives by itself: %s',
    (_, { status, headers, body }) => {
      const type = String(headers['content-type']);
      expect(
        conform({ ...at, status, type, headers: new Headers({ ...id, 'content-type': type }), body: String(body) }),
      ).toEqual([]);
    },
  );

  test('on every route that there is', () => {
    for (const { method, path } of ROUTES as readonly Route[]) {
      const { status, body } = GATEWAY_ANSWERS.tooMany;
      const given = { status, type: 'application/json', headers: new Headers(id), body: String(body) };
      expect(conform({ method, path: path.replaceAll(/\{\w+\}/g, '1'), ...given })).toEqual([]);
    }
  });
});
