import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ROUTE_MESSAGES, type RouteMessages } from '../../core/contract/route-messages.ts';
import { registerVersion } from '../../core/registry/versions.ts';
import { candidateVersion } from '../support/candidate-version.ts';
import { PlannedApi } from '../support/planned-api.ts';

let api: PlannedApi;
beforeEach(async () => {
  api = new PlannedApi();
  await api.host.start();
  await registerVersion(api.store, candidateVersion('sports-1'));
});
afterEach(() => api.host.stop());

async function send(method: string, path: string, body?: string) {
  const answer = await api.request(method, path, body);
  const { detail, remedy } = JSON.parse(await answer.text());
  return { status: answer.status, detail: String(detail), remedy: String(remedy) };
}

const withQueries = Object.entries<RouteMessages>(ROUTE_MESSAGES).flatMap(([route, { query }]) =>
  query && !route.endsWith('/classify') ? [[route, Object.keys(query.shape)] as const] : [],
);

describe('what stands in an address', () => {
  test.each(withQueries)('of %s is one of %j', async (route, known) => {
    const [method = '', path = ''] = route.replace('{classifier}', 'sports').split(' ');
    expect(await send(method, `${path}?${'long'.repeat(500)}=1&topk=5`)).toEqual({
      status: 400,
      detail: expect.stringMatching(/^.{0,100}"(long){10}\.\.\.", "topk"$/),
      remedy: `It knows ${known.join(', ')}.`,
    });
  });

  test.each(['/v1/runs?limit=0x10', '/v1/runs?limit=1e1', '/v1/runs?limit=%201'])(
    'is a number in digits: %s is refused',
    async (path) => {
      expect(await send('GET', path)).toMatchObject({ status: 400, detail: expect.stringMatching(/limit: .*digits/) });
    },
  );

  test('is a version in digits, before anything is deleted', async () => {
    expect(await send('DELETE', '/v1/classifiers/sports/versions/0x1')).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/version: .*digits/),
    });
  });
});

describe('settings', () => {
  test.each(['klingon', 'utf-9'])('with the encoding %s are refused with those that are known', async (encoding) => {
    const answer = await send('PUT', '/v1/classifiers/sports/settings', JSON.stringify({ encoding }));
    expect(answer).toMatchObject({
      status: 422,
      detail: expect.stringMatching(/encoding/),
      remedy: expect.stringMatching(/UTF-8, .*cp949/),
    });
    expect(answer.detail).not.toContain(encoding);
  });

  test.each(['cp949', 'Windows-1252', 'utf8', 'EUC_KR'])('may name the encoding %s', async (encoding) => {
    const answer = await send('PUT', '/v1/classifiers/sports/settings', JSON.stringify({ encoding }));
    expect(answer.status).toBe(200);
  });
});
