import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { settingsKey, uploadsPrefix } from '../../core/contract/keys.ts';
import { ROUTES, routeKey } from '../../core/contract/routes.ts';
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

/** What may be asked about a classifier before there is anything of it. */
const MAY_COME_FIRST = [
  'GET /v1/classifiers/{classifier}/settings',
  'PUT /v1/classifiers/{classifier}/settings',
  'POST /v1/classifiers/{classifier}/uploads',
];
const asked = ROUTES.filter(
  ({ answeredBy, path }) => answeredBy === 'serve-api' && path.startsWith('/v1/classifiers/{classifier}'),
)
  .map(routeKey)
  .filter((route) => !MAY_COME_FIRST.includes(route));

/** A body that each route takes. */
const BODIES: Readonly<Record<string, object>> = {
  feedback: { text: 'a puck', label: 'hockey' },
  promote: { version: 1 },
  rollback: {},
  canary: { version: 1, share: 0.1 },
};

async function ask(route: string, classifier: string) {
  const [method = '', path = ''] = route.replace('{classifier}', classifier).replace('{version}', '1').split(' ');
  const body = method === 'POST' ? JSON.stringify(BODIES[path.split('/').at(-1) ?? '']) : undefined;
  const answer = await api.request(method, path, body);
  return { status: answer.status, ...JSON.parse(await answer.text()) };
}

describe('a classifier that there is not', () => {
  test.each(asked)('is not found by %s', async (route) => {
    expect(await ask(route, 'nope')).toMatchObject({ status: 404, detail: 'there is no classifier nope' });
  });

  test('has settings, which may come before the first upload', async () => {
    expect(await ask('GET /v1/classifiers/{classifier}/settings', 'nope')).toMatchObject({ status: 200 });
  });
});

describe('a classifier of which there is', () => {
  test.each([
    ['an upload', `${uploadsPrefix('young')}first.csv`, 'text,label\n'],
    ['settings', settingsKey('young'), '{"schema":"labelsmith.settings.v1"}'],
  ])('%s and nothing else has an empty list of everything', async (_, key, content) => {
    await api.store.write(key, content);
    const about = (what: string) => ask(`GET /v1/classifiers/{classifier}${what}`, 'young');
    await api.store.write('uploads/No Name/first.csv', 'text,label\n');
    const listed = await ask('GET /v1/classifiers', '');
    expect(listed.classifiers.map((found: { classifier: string }) => found.classifier)).toEqual(['sports', 'young']);
    expect(await about('')).toMatchObject({ status: 200, champion: null, labels: null });
    expect(await about('/versions')).toMatchObject({ status: 200, versions: [] });
    expect(await about('/history')).toMatchObject({ status: 200, history: [] });
    expect(await about('/drift')).toMatchObject({ status: 200, reports: [] });
    expect(await about('/champion')).toMatchObject({
      status: 404,
      detail: expect.stringMatching(/no version in service at/),
    });
  });
});
