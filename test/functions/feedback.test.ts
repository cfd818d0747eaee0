import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { feedbackPrefix } from '../../core/contract/keys.ts';
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

const post = (body: unknown, classifier = 'sports') =>
  api.request('POST', `/v1/classifiers/${classifier}/feedback`, JSON.stringify(body));
const stored = () => api.store.keys(feedbackPrefix('sports'));

describe('feedback over the API', () => {
  test('is answered with 201 and its id, and with 200 and the same when it was sent before', async () => {
    const body = { text: 'a secret puck', label: 'hockey', predicted: 'baseball' };
    const [first, second] = [await post(body), await post({ ...body, predicted: null })];
    const [receipt, again] = [await first.text(), await second.text()];
    expect([first.status, second.status, again]).toEqual([201, 200, receipt]);
    expect(JSON.parse(receipt)).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      classifier: 'sports',
      receivedAt: expect.any(String),
    });
    expect(stored()).toHaveLength(1);
  });

  test.each<[string, object, number?]>([
    ['no text', { label: 'hockey' }],
    ['a text of white space', { text: ' \n', label: 'hockey' }],
    ['no label', { text: 'a secret puck' }],
    ['a label of white space', { text: 'a secret puck', label: '  ' }],
    ['a label as long as a text', { text: 'a secret puck', label: 'secret '.repeat(30) }],
    ['half a character', { text: 'a secret \ud800', label: 'hockey' }],
    ['half a character in the label', { text: 'a secret puck', label: '\udc00' }],
    ['a name that nobody knows', { text: 'a secret puck', label: 'hockey', weight: 'secret' }],
    ['several labels', { text: 'a secret puck', label: ['hockey', 'secret'] }],
    ['a body over a megabyte', { text: 'secret '.repeat(150_000), label: 'hockey' }, 413],
  ])('is refused with %s, in words that hold nothing of it', async (_name, body, status = 400) => {
    const answer = await post(body);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
    expect(await answer.text()).not.toMatch(/secret|puck/);
    expect(stored()).toEqual([]);
  });

  test('is refused for a classifier that does not exist', async () => {
    expect((await post({ text: 'a puck', label: 'hockey' }, 'mails')).status).toBe(404);
  });
});
