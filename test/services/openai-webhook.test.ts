import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { readWebhook } from '../../services/openai-webhook.ts';

const KEY = Buffer.from('a key of thirty-two bytes, no less');
const SECRET = `whsec_${KEY.toString('base64')}`;
const body = JSON.stringify({
  id: 'evt_1',
  object: 'event',
  type: 'fine_tuning.job.succeeded',
  data: { id: 'ftjob-1' },
});

const seconds = () => Math.floor(Date.now() / 1000);

/** Headers as Standard Webhooks has them: the signature is over id, time and body. */
function signed(text: string, { at = seconds(), key = KEY, id = 'wh_1' } = {}): Headers {
  const signature = createHmac('sha256', key).update(`${id}.${at}.${text}`).digest('base64');
  return new Headers({ 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` });
}

describe('a webhook', () => {
  test('that the provider signed tells which job it is about', async () => {
    expect(await readWebhook(body, signed(body), SECRET)).toBe('ftjob-1');
  });

  test.each([
    ['another kind of event', JSON.stringify({ type: 'batch.completed', data: { id: 'batch_1' } })],
    ['no id', JSON.stringify({ type: 'fine_tuning.job.failed', data: {} })],
    ['no JSON', 'hello'],
  ])('with %s is about no job', async (_, text) => {
    expect(await readWebhook(text, signed(text), SECRET)).toBeUndefined();
  });

  test.each([
    ['is signed with another key', () => signed(body, { key: Buffer.from('another key') })],
    ['is signed for another body', () => signed(`${body} `)],
    ['is six minutes old', () => signed(body, { at: seconds() - 360 })],
    ['is six minutes ahead', () => signed(body, { at: seconds() + 360 })],
    ['has no signature', () => new Headers({ 'webhook-id': 'wh_1', 'webhook-timestamp': String(seconds()) })],
    ['has no headers', () => new Headers()],
    [
      'has its time changed after it was signed',
      () => {
        const headers = signed(body, { at: seconds() - 360 });
        headers.set('webhook-timestamp', String(seconds()));
        return headers;
      },
    ],
  ])('that %s is refused', async (_, headers) => {
    await expect(readWebhook(body, headers(), SECRET)).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});
