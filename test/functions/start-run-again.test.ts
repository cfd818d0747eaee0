import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PlannedApi } from '../support/planned-api.ts';

let api: PlannedApi;
beforeEach(async () => {
  api = new PlannedApi();
  await api.host.start();
  await upload();
});
afterEach(() => api.host.stop());

const upload = () => api.store.write('uploads/sports/a.csv', 'text,label\n');
const start = (key: string) =>
  api.request(
    'POST',
    '/v1/runs',
    JSON.stringify({ classifier: 'sports' }),
    new Headers({ 'idempotency-key': key, 'content-type': 'application/json' }),
  );
const runOf = async (answer: Response) => ((await answer.json()) as { run: string }).run;

describe('a run that is started again with the same Idempotency-Key', () => {
  test('is the same run', async () => {
    const [first, second] = [await start('one'), await start('one')];
    expect([first.status, second.status, await runOf(first)]).toEqual([201, 200, await runOf(second)]);
  });

  test('is the same run after that has ended', async () => {
    const run = await runOf(await start('one'));
    await api.executions.stop(run, 'a test');
    await api.request('POST', `/v1/runs/${run}/cancel`);
    const again = await start('one');
    expect([again.status, await again.json()]).toMatchObject([200, { run, status: 'cancelled' }]);
  });

  test('is refused and leaves nothing when that was deleted with its classifier', async () => {
    const run = await runOf(await start('one'));
    await api.executions.stop(run, 'a test');
    await api.request('POST', `/v1/runs/${run}/cancel`);
    expect((await api.request('DELETE', '/v1/classifiers/sports')).status).toBe(200);
    await upload();
    const again = await start('one');
    expect([again.status, await again.json()]).toMatchObject([409, { remedy: expect.stringContaining('never used') }]);
    expect(api.store.keys('runs/')).toEqual([]);
    expect((await start('two')).status).toBe(201);
  });
});
