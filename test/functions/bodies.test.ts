import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { settingsKey } from '../../core/contract/keys.ts';
import { REQUESTS } from '../../core/contract/messages.ts';
import { ROUTE_MESSAGES, type RouteMessages } from '../../core/contract/route-messages.ts';
import { registerVersion } from '../../core/registry/versions.ts';
import { readText } from '../../core/store.ts';
import { candidateVersion } from '../support/candidate-version.ts';
import { PlannedApi } from '../support/planned-api.ts';

let api: PlannedApi;
beforeEach(async () => {
  api = new PlannedApi();
  await api.host.start();
  await registerVersion(api.store, candidateVersion('sports-1'));
});
afterEach(() => api.host.stop());

/** The routes whose body has a form of ours, but for the one of the other function. */
const withBodies = Object.entries<RouteMessages>(ROUTE_MESSAGES).filter(
  ([route, { body }]) => body !== undefined && body in REQUESTS && !route.endsWith('/classify'),
);
const mayLackBody = withBodies.flatMap(([route, messages]) => (messages.mayLackBody ? [route] : []));

async function send(route: string, body?: string) {
  const [method = '', path = ''] = route.replace('{classifier}', 'sports').split(' ');
  const answer = await api.request(method, path, body);
  return { status: answer.status, detail: String(JSON.parse(await answer.text()).detail) };
}

describe('a request without a body', () => {
  test('may be sent where the contract says so, and is as one with {}', async () => {
    expect(mayLackBody).toEqual(['POST /v1/classifiers/{classifier}/rollback']);
    for (const route of mayLackBody) {
      expect(await send(route)).toEqual({ status: 409, detail: expect.stringMatching(/no earlier version/) });
    }
  });

  test.each(withBodies.map(([route]) => route).filter((route) => !mayLackBody.includes(route)))(
    'is refused by %s',
    async (route) => {
      expect(await send(route)).toEqual({ status: 400, detail: 'the request has no body' });
      expect(await send(route, '')).toEqual({ status: 400, detail: 'the request has no body' });
    },
  );

  test('leaves settings as they are', async () => {
    await send('PUT /v1/classifiers/{classifier}/settings', '{"seed": 7}');
    const before = await readText(api.store, settingsKey('sports'));
    await send('PUT /v1/classifiers/{classifier}/settings');
    expect(await readText(api.store, settingsKey('sports'))).toBe(before);
    expect(before).toContain('"seed": 7');
  });
});
