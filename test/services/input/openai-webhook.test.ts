import { describe, expect, test } from '@jest/globals';
import { readWebhook } from '../../../services/input/openai-webhook.ts';
import { jobWebhook, secondsNow, signed, WEBHOOK_SECRET } from '../../support/signed-webhook.ts';

const body = jobWebhook('ftjob-1');

describe('a webhook', () => {
  test('that the provider signed tells which job it is about', async () => {
    expect(await readWebhook(body, signed(body), WEBHOOK_SECRET)).toBe('ftjob-1');
  });

  test.each([
    ['another kind of event', JSON.stringify({ type: 'batch.completed', data: { id: 'batch_1' } })],
    ['no id', JSON.stringify({ type: 'fine_tuning.job.failed', data: {} })],
    ['no JSON', 'hello'],
  ])('with %s is about no job', async (_, text) => {
    expect(await readWebhook(text, signed(text), WEBHOOK_SECRET)).toBeUndefined();
  });

  test.each([
    ['is signed with another key', () => signed(body, { key: Buffer.from('another key') })],
    ['is signed for another body', () => signed(`${body} `)],
    ['is six minutes old', () => signed(body, { at: secondsNow() - 360 })],
    ['is six minutes ahead', () => signed(body, { at: secondsNow() + 360 })],
    ['has no signature', () => new Headers({ 'webhook-id': 'wh_1', 'webhook-timestamp': String(secondsNow()) })],
    ['has no headers', () => new Headers()],
    [
      'has its time changed after it was signed',
      () => {
        const headers = signed(body, { at: secondsNow() - 360 });
        headers.set('webhook-timestamp', String(secondsNow()));
        return headers;
      },
    ],
  ])('that %s is refused', async (_, headers) => {
    await expect(readWebhook(body, headers(), WEBHOOK_SECRET)).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});
